import { Agent, request } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly body: Buffer;
}

/** No answer within the deadline. */
export class Hang extends Error {}

export interface AskOptions {
  readonly token?: string;
  readonly body?: FormData | undefined;
  readonly deadlineMs: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** One request with any method, also those that `fetch` does not send; `path` goes as it is. */
export async function ask(method: string, url: string, { token, body, deadlineMs }: AskOptions): Promise<Reply> {
  const encoded = body === undefined ? null : new Response(body);
  const content = encoded === null ? null : Buffer.from(await encoded.arrayBuffer());
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const path = url.slice(url.indexOf('/', 'http://'.length));
    const sent = request({ hostname, port, path, method, agent });
    if (token !== undefined) sent.setHeader('authorization', `Bearer ${token}`);
    if (encoded !== null) sent.setHeader('content-type', encoded.headers.get('content-type') ?? '');
    sent.setTimeout(deadlineMs, () => sent.destroy(new Hang(`${method} ${path}: no answer in ${deadlineMs} ms`)));
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.end(content ?? undefined);
  });
}

export const closeConnections = (): void => agent.destroy();
