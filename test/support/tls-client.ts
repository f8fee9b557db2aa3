import { once } from 'node:events';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';

/** A connection to this machine whose certificate the caller has checked; rejects as the handshake does. */
export function openTls(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', ...options }, () => resolve(socket));
    socket.once('error', reject);
    // Of TLS 1.3: it was cut before the handshake was over.
    socket.once('close', () => reject(new Error('closed in the handshake')));
  });
}

/** The head of the answer to a GET over a connection that stays open. */
export async function headOver(socket: TLSSocket, host: string, path: string): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const [bytes] = await once(socket, 'data');
  return String(bytes).split('\r\n\r\n')[0] ?? '';
}

/** The answer to a GET, head and body, of an open connection, which closes afterwards. */
export function askOver(socket: TLSSocket, host: string, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('end', () => resolve(text)).on('error', reject);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

/** Of an answer as `askOver` gives it, whose body has a length. */
export const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);
