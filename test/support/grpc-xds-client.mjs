/**
 * A gRPC client that finds its backend over xDS, as a process of its own: the library reads its bootstrap once, from
 * GRPC_XDS_BOOTSTRAP_CONFIG. Calls PATH of `xds:///NAME` for each line on its standard input and writes a line with what
 * came of it: `{"answer": ...}` or `{"code": ..., "details": ...}`.
 *
 * Usage: node test/support/grpc-xds-client.mjs NAME PATH
 */
import { createInterface } from 'node:readline';
import { Client, credentials } from '@grpc/grpc-js';
import { register } from '@grpc/grpc-js-xds';

/** A call that waits longer has not failed fast. */
const DEADLINE_MS = 10_000;

register();
const [name, path] = process.argv.slice(2);
const client = new Client(`xds:///${name}`, credentials.createInsecure());
const raw = (bytes) => bytes;

const call = () =>
  new Promise((resolve) => {
    const deadline = Date.now() + DEADLINE_MS;
    client.makeUnaryRequest(path, raw, raw, Buffer.from('hello'), { deadline }, (error, answer) =>
      resolve(error === null ? { answer: answer.toString() } : { code: error.code, details: error.details }),
    );
  });

for await (const _ of createInterface({ input: process.stdin })) console.log(JSON.stringify(await call()));
client.close();
