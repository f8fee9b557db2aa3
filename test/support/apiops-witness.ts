import { ApiopsContract, type Exchange } from './apiops-contract.js';
import { noteCall } from './apiops-ledger.js';
import type { App } from './app.js';

/** One per process: every app of a run is the same program. */
let contract: Promise<ApiopsContract> | undefined;

/**
 * Notes a call to the dialect for the report, by whom when it is one of the callers of the table, and holds it to the document that the program publishes.
 * @throws Error when they differ
 */
export async function witness({ url }: Pick<App, 'url'>, exchange: Exchange, by = ''): Promise<void> {
  const { method, path, status } = exchange;
  // The document does not describe where it is itself.
  if (!path.startsWith('/apiops/') || path.startsWith('/apiops/openapi')) return;
  noteCall(method, path, { status, text: wordsOf(exchange), by, spec: expect.getState().testPath ?? '' });
  contract ??= fetch(`${url}/apiops/openapi.json`).then(
    async (response) => new ApiopsContract((await response.json()) as ConstructorParameters<typeof ApiopsContract>[0]),
  );
  (await contract).hold(exchange);
}

/** Of a refusal. */
function wordsOf({ status, text }: Exchange): string {
  const words = /"error_description":("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  return status < 400 || words === undefined ? '' : JSON.parse(words);
}

/** What came back, for `witness`. */
export const cameBack = ({ status, headers }: Pick<Response, 'status' | 'headers'>, text: string) => ({
  status,
  mediaType: headers.get('content-type') ?? '',
  text,
});
