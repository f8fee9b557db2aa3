import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { appCodeIn } from '../../ir/app-code.js';
import { bytePairs } from '../../ir/byte-pairs.js';
import type { AppCodeSource, CallerPolicy, SignatureMethod } from '../../ir/fragment.js';
import { type SignedCall, shownToCaller, stringToSign } from '../../ir/string-to-sign.js';
import { timestampFault } from '../../ir/timestamp.js';
import type { CallFault } from './call-faults.js';

/** What of a call tells who calls; byte strings. */
export type Call = Omit<SignedCall, 'form'>;

export interface Caller {
  /** Decimal digits. */
  readonly appId: string;
  /** Where the AppCode stood that let it in; null: it signed. */
  readonly appCode: AppCodeSource | null;
}

/** Its signature is to be verified, once the body is there. */
export interface Claim {
  readonly appId: string;
  readonly key: string;
  readonly secret: string;
  readonly expiresAt: number;
  readonly method: SignatureMethod;
  readonly nonce: string | null;
  /** In ms; null: it brought none. */
  readonly timestamp: number | null;
}

export interface Refusal {
  readonly fault: CallFault;
  readonly detail: string;
}

/** A policy, ready to ask. */
export interface ServedCallers {
  readonly appCodes: readonly AppCodeSource[];
  readonly signatures: ReadonlySet<string>;
  readonly nonceRequired: boolean;
  readonly byKey: ReadonlyMap<string, ServedApp & { readonly secret: string }>;
  /** By SHA-256 of the AppCode, lower-case hex. */
  readonly byDigest: ReadonlyMap<string, ServedApp>;
}

interface ServedApp {
  readonly id: string;
  /** In ms. */
  readonly expiresAt: number;
}

export function compileCallers({ appCodes, signatures, nonceRequired, apps }: CallerPolicy): ServedCallers {
  const served = apps.map(({ id, expiresAt, ...ways }) => ({
    app: { id, expiresAt: expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) },
    ...ways,
  }));
  return {
    appCodes: appCodes.map(({ location, name, scheme }) => ({ location, scheme, name: nameOf(location, name) })),
    signatures: new Set(signatures),
    nonceRequired,
    byKey: new Map(
      served.flatMap(({ app, keys }) => keys.map(({ key, secret }) => [key, { ...app, secret }] as const)),
    ),
    byDigest: new Map(served.flatMap(({ app, codeDigests }) => codeDigests.map((digest) => [digest, app] as const))),
  };
}

const nameOf = (location: AppCodeSource['location'], name: string): string =>
  location === 'header' ? name.toLowerCase() : Buffer.from(name, 'utf8').toString('latin1');

/** Who calls, by what the head of the request says. A signature goes before an AppCode. */
export function identify(policy: ServedCallers, call: Call, now: number): Caller | Claim | Refusal {
  const isSigned = policy.signatures.size > 0;
  if (isSigned && call.header('x-ca-signature') !== undefined) return claimOf(policy, call, now);
  for (const source of policy.appCodes) {
    const code = codeAt(source, call);
    if (code !== null) return byCode(policy, source, code, now);
  }
  if (isSigned && call.header('x-ca-key') !== undefined) return { fault: 'missing-header', detail: 'X-Ca-Signature' };
  return { fault: 'no-credentials', detail: '' };
}

function codeAt(source: AppCodeSource, { header, query }: Call): string | null {
  const value =
    source.location === 'header'
      ? header(source.name)
      : bytePairs(query.slice(1)).find(({ name }) => name === source.name)?.value;
  return value === undefined ? null : appCodeIn(value, source);
}

function byCode({ byDigest }: ServedCallers, source: AppCodeSource, code: string, now: number): Caller | Refusal {
  const app = byDigest.get(createHash('sha256').update(code, 'latin1').digest('hex'));
  if (app === undefined) return { fault: 'unknown-app-code', detail: '' };
  return app.expiresAt <= now ? { fault: 'expired', detail: '' } : { appId: app.id, appCode: source };
}

function claimOf(policy: ServedCallers, { header }: Call, now: number): Claim | Refusal {
  const method = header('x-ca-signature-method') ?? 'HmacSHA256';
  if (!isMethod(method) || !policy.signatures.has(method)) {
    return { fault: 'invalid-header', detail: 'X-Ca-Signature-Method is not allowed' };
  }
  const key = header('x-ca-key');
  if (key === undefined) return { fault: 'missing-header', detail: 'X-Ca-Key' };
  const app = policy.byKey.get(key);
  if (app === undefined) return { fault: 'unauthorised', detail: '' };
  const timestamp = header('x-ca-timestamp') ?? null;
  const nonce = header('x-ca-nonce') ?? null;
  const refusal = freshnessFault(policy, timestamp, nonce, now);
  if (refusal !== null) return refusal;
  const { id: appId, secret, expiresAt } = app;
  return { appId, key, secret, expiresAt, method, nonce, timestamp: timestamp === null ? null : Number(timestamp) };
}

const isMethod = (text: string): text is SignatureMethod => Object.hasOwn(HASHES, text);

const HASHES: Readonly<Record<SignatureMethod, string>> = { HmacSHA256: 'sha256', HmacSHA1: 'sha1' };

function freshnessFault(
  { nonceRequired }: ServedCallers,
  timestamp: string | null,
  nonce: string | null,
  now: number,
): Refusal | null {
  if (timestamp !== null) {
    const reason = timestampFault(timestamp, now);
    if (reason !== null) return { fault: 'invalid-header', detail: `X-Ca-Timestamp ${reason}` };
  }
  if (!nonceRequired) return null;
  if (timestamp === null) return { fault: 'missing-header', detail: 'X-Ca-Timestamp' };
  return nonce === null ? { fault: 'missing-header', detail: 'X-Ca-Nonce' } : null;
}

/** Whether the claim holds of the whole call. */
export function verify(claim: Claim, call: Call, { bytes, isForm }: SignedBody, now: number): Caller | Refusal {
  const digest = call.header('content-md5');
  if (digest !== undefined && digest !== createHash('md5').update(bytes).digest('base64')) {
    return { fault: 'invalid-header', detail: 'Content-MD5 does not match the body' };
  }
  const text = stringToSign({ ...call, form: isForm ? bytes.toString('latin1') : '' });
  const expected = createHmac(HASHES[claim.method], claim.secret).update(text, 'latin1').digest('base64');
  if (!areEqual(expected, call.header('x-ca-signature') ?? '')) {
    return { fault: 'wrong-signature', detail: shownToCaller(text) };
  }
  return claim.expiresAt <= now ? { fault: 'expired', detail: '' } : { appId: claim.appId, appCode: null };
}

export interface SignedBody {
  /** Needed only where there is a Content-MD5, and of forms. */
  readonly bytes: Buffer;
  readonly isForm: boolean;
}

/** In a time that does not tell where they differ. */
function areEqual(expected: string, sent: string): boolean {
  const [a, b] = [Buffer.from(expected, 'latin1'), Buffer.from(sent, 'latin1')];
  return a.length === b.length && timingSafeEqual(a, b);
}
