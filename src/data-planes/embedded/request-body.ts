import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Exchange } from './exchange.js';

/** A body of at most this many bytes is read whole first: cheaper than a stream, and slow clients hold no backend. */
export const SMALL_BODY_BYTES = 16_384;

/** A form that a mapping rewrites, and a body that is signed, are held in memory. */
export const MAX_READ_BYTES = 1_048_576;

/** The whole body, read once whoever asks; null when it is longer than `limit`. Calls nothing when the client goes away. */
export function readBody(exchange: Exchange, limit: number, done: (body: Buffer | null) => void): void {
  if (exchange.body !== null) {
    done(exchange.body);
    return;
  }
  if (exchange.expectsContinue) exchange.res.writeContinue();
  collectBody(exchange.req, limit, (body) => {
    exchange.body = body;
    done(body);
  });
}

/** Reads the whole body; null when it is longer than `limit`. Calls nothing when the client goes away. */
export function collectBody(req: IncomingMessage, limit: number, done: (body: Buffer | null) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= limit) return;
    req.off('data', onData).off('end', onEnd);
    done(null);
  };
  const onEnd = (): void => done(chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks));
  // The response's `close` tells that the client went away; without a listener the error would be thrown.
  req.on('error', ignore).on('data', onData).on('end', onEnd);
}

/**
 * The body as a stream of its own: the HTTP client destroys what it is given when a backend answers early, and the
 * request must live on so that the server can drain it.
 */
export function streamBody(req: IncomingMessage): Readable {
  const onData = (chunk: Buffer): void => {
    if (!body.push(chunk)) req.pause();
  };
  const onEnd = (): void => {
    body.push(null);
  };
  const onError = (error: Error): void => {
    body.destroy(error);
  };
  const body = new Readable({
    read: () => {
      req.resume();
    },
    destroy: (error, callback) => {
      req.off('data', onData).off('end', onEnd);
      req.resume();
      callback(error);
    },
  });
  body.on('error', ignore);
  req.on('data', onData).on('end', onEnd).on('error', onError);
  return body;
}

const ignore = (): void => undefined;
