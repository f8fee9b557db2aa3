import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { createLogging, describeError } from './logging.js';

const collect = () => {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => lines.join(''), last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') };
};

const headers = { authorization: 'Bearer s3cret', cookie: 's3cret', accept: '*/*' };

async function served(middleware: ReturnType<typeof createLogging>['middleware'], path: string, status = 200) {
  const server: Server = createServer((req, res) => {
    req.id = 'req-1';
    middleware(req, res, () => {
      Object.assign(req, { actor: { username: 'ada' } });
      res.statusCode = status;
      if (status >= 500) res.err = Object.assign(new Error('no database'), { parameters: ['s3cret'] });
      res.end('ok');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const [response] = await once(request({ port, path, method: 'GET', headers }).end(), 'response');
  response.resume();
  await once(response, 'end');
  server.close();
  await once(server, 'close');
}

describe('the access log', () => {
  it('is one JSON line with id, method, path, status, duration and actor', async () => {
    const log = collect();
    await served(createLogging('info', log.stream).middleware, '/admin/v1/users');
    expect(log.last()).toMatchObject({ requestId: 'req-1', method: 'GET', path: '/admin/v1/users', status: 200 });
    expect(log.last()).toMatchObject({ actor: 'ada', durationMs: expect.any(Number), time: expect.any(String) });
  });

  it('names query parameters without their values, and an RPC action', async () => {
    const log = collect();
    await served(
      createLogging('info', log.stream).middleware,
      '/?Action=DeployApi&Signature=s3cret&SecurityToken=s3cret',
    );
    expect(log.last()).toMatchObject({
      path: '/',
      query: ['Action', 'Signature', 'SecurityToken'],
      action: 'DeployApi',
    });
    expect(log.text()).not.toContain('s3cret');
  });

  it('does not repeat an action that is no name', async () => {
    const log = collect();
    await served(createLogging('info', log.stream).middleware, '/?Action=s3cret%22%7D');
    expect(log.text()).not.toContain('s3cret');
  });

  it('gives the cause of a failure without what the error carries', async () => {
    const log = collect();
    await served(createLogging('info', log.stream).middleware, '/admin/v1/users', 500);
    expect(log.last()).toMatchObject({ level: 50, status: 500, err: { message: 'no database' } });
    expect(log.text()).not.toContain('s3cret');
  });

  it('warns of a refusal and is silent about a probe that succeeds', async () => {
    const log = collect();
    const { middleware } = createLogging('info', log.stream);
    await served(middleware, '/health/live');
    expect(log.text()).toBe('');
    await served(middleware, '/nowhere', 404);
    expect(log.last()).toMatchObject({ level: 40, status: 404 });
  });
});

describe('redaction', () => {
  it.each(['authorization', 'cookie', 'Signature', 'SecurityToken', 'client_secret', 'AccessKeySecret', 'set-cookie'])(
    'hides %s at any depth',
    (name) => {
      const log = collect();
      const { logger } = createLogging('info', log.stream);
      logger.info({ [name]: 's3cret', a: { [name]: ['s3cret]', 's3cret'], b: { [name]: 'a"s3cret' } }, after: 1 });
      expect(log.text()).not.toContain('s3cret');
      expect(log.last()).toMatchObject({ [name]: '[redacted]', a: { [name]: '[redacted]' }, after: 1 });
    },
  );
});

it('leaves text alone that only looks like a secret member', () => {
  const log = collect();
  createLogging('info', log.stream).logger.info('{"password":"shown"} and \\');
  expect(log.last()).toMatchObject({ msg: '{"password":"shown"} and \\' });
});

describe('describeError', () => {
  it('keeps name, code, message, stack and the chain of causes', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(describeError(new TypeError('failed', { cause }))).toMatchObject({
      type: 'TypeError',
      message: 'failed',
      stack: expect.stringContaining('TypeError: failed'),
      cause: { message: 'refused', code: 'ECONNREFUSED' },
    });
  });

  it('does not print a thrown value that is no error', () => {
    expect(describeError('s3cret')).toEqual({ type: 'string' });
  });
});
