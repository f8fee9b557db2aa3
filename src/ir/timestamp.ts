/** How far a call's X-Ca-Timestamp may be off, and how long a nonce is remembered (cloudapi-2016-07-14.md 5.2). */
export const CALL_TOLERANCE_MS = 15 * 60_000;

/** Why a timestamp in milliseconds cannot be taken; null when it can. */
export function timestampFault(text: string, now: number): string | null {
  if (!/^[0-9]{1,15}$/.test(text)) return 'is not a time in milliseconds';
  return Math.abs(Number(text) - now) > CALL_TOLERANCE_MS ? 'is more than 15 minutes off' : null;
}
