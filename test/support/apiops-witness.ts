import { ApiopsContract, type Exchange } from './apiops-contract.js';
import { noteCall } from './apiops-ledger.js';
import type { App } from './app.js';

/** One per process: every app of a run is the same program. */
let contract: Promise<ApiopsContract> | undefined;

/**
 * Notes a call to the dialect for the report, and holds it to the document that the program publishes.
 * @throws Error when they differ
 */
export async function witness(
  { url, credentials }: Pick<App, 'url' | 'credentials'>,
  exchange: Exchange,
  token = credentials.token,
): Promise<void> {
  const { method, path, status } = exchange;
  // The document does not describe where it is itself.
  if (!path.startsWith('/apiops/') || path.startsWith('/apiops/openapi')) return;
  noteCall(method, path, status, token !== credentials.token, expect.getState().testPath ?? '');
  contract ??= fetch(`${url}/apiops/openapi.json`).then(
    async (response) => new ApiopsContract((await response.json()) as ConstructorParameters<typeof ApiopsContract>[0]),
  );
  (await contract).hold(exchange);
}

/** What came back, for `witness`. */
export const cameBack = ({ status, headers }: Pick<Response, 'status' | 'headers'>, text: string) => ({
  status,
  mediaType: headers.get('content-type') ?? '',
  text,
});
