import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SoapBackend {
  readonly url: string;
  close(): Promise<void>;
}

/** A SOAP service in one address, `/sums.asmx`: says in its body which operation it was asked for, and by what. */
export async function startSoapBackend(): Promise<SoapBackend> {
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const isSoap12 = (request.headers['content-type'] ?? '').startsWith('application/soap+xml');
      const envelope = isSoap12
        ? 'http://www.w3.org/2003/05/soap-envelope'
        : 'http://schemas.xmlsoap.org/soap/envelope/';
      if (request.url !== '/sums.asmx' || request.method !== 'POST' || !text.includes(envelope)) {
        response.writeHead(500, { 'content-type': 'text/xml' });
        response.end(`<fault>${request.method} ${request.url}</fault>`);
        return;
      }
      const called = /<(\w+) xmlns="urn:sums"/.exec(text)?.[1] ?? 'nothing';
      response.setHeader('content-type', isSoap12 ? 'application/soap+xml' : 'text/xml; charset=utf-8');
      response.setHeader('x-action', request.headers['soapaction'] ?? request.headers['content-type'] ?? '');
      response.end(`<e:Envelope xmlns:e="${envelope}"><e:Body><${called}Response/></e:Body></e:Envelope>`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sums.asmx`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A call of either version as clients send it; `headers` in place of what they say. */
export function soapCall(version: '1.1' | '1.2', operation: string, headers: Record<string, string>): RequestInit {
  const envelope =
    version === '1.1' ? 'http://schemas.xmlsoap.org/soap/envelope/' : 'http://www.w3.org/2003/05/soap-envelope';
  return {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml; charset=utf-8', ...headers },
    body: `<s:Envelope xmlns:s="${envelope}"><s:Body><${operation} xmlns="urn:sums"/></s:Body></s:Envelope>`,
  };
}
