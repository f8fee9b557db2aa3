import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { ForwardAction } from '../../ir/fragment.js';
import { endpointAt, fragmentOf, GatewayFixture, type RouteChange, routeOf, settleLater } from './testing/fixture.js';

describe('forwarding', () => {
  let sut: GatewayFixture;

  beforeEach(async () => {
    sut = await GatewayFixture.start();
  });

  afterEach(() => sut.stop());

  const forwardTo = async (
    port: number,
    action: Partial<ForwardAction> = {},
    route: RouteChange = {},
  ): Promise<void> => {
    const answer = await sut.serve({ p1: fragmentOf([routeOf('r', { ...route, action })], [endpointAt(port)]) });
    expect(answer).toMatchObject({ outcome: 'accepted' });
  };

  /** Answers with what it received. */
  const echo = async (action: Partial<ForwardAction> = {}, route: RouteChange = {}): Promise<number> => {
    const { port } = await sut.backend((req, res) => {
      let body = '';
      req.on('data', (chunk) => {
        body += String(chunk);
      });
      req.on('end', () =>
        res.end(JSON.stringify({ method: req.method, url: req.url, raw: req.rawHeaders, headers: req.headers, body })),
      );
    });
    await forwardTo(port, action, route);
    return port;
  };

  interface Echo {
    readonly method: string;
    readonly url: string;
    readonly raw: string[];
    readonly headers: Record<string, string>;
    readonly body: string;
  }
  const echoed = async (...parameters: Parameters<typeof sut.send>): Promise<Echo> =>
    JSON.parse((await sut.send(...parameters)).body);

  describe('headers', () => {
    it('passes the client’s own and adds the gateway’s', async () => {
      const port = await echo();
      const { headers, raw } = await echoed('/x', {
        headers: { 'X-Own': 'a', Host: 'Shop.example:81', Cookie: 'c=1' },
      });
      expect(headers).toMatchObject({
        'x-own': 'a',
        cookie: 'c=1',
        host: `127.0.0.1:${port}`,
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': 'Shop.example:81',
      });
      expect(headers['apinizer-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(raw).toContain('X-Own');
    });

    it('drops what a client must not set, under any spelling', async () => {
      await echo();
      const { headers } = await echoed('/', {
        headers: {
          'X-Forwarded-For': '1.2.3.4',
          'X-Forwarded-Proto': 'https',
          'X-Forwarded-Host': 'evil',
          'X-Forwarded-Prefix': '/evil',
          X_Forwarded_Proto: 'https',
          X_Forwarded_For: '6.6.6.6',
          Forwarded: 'for=6.6.6.6',
          'APINIZER-CORRELATION-ID': 'forged',
          Apinizer_Correlation_Id: 'forged',
          'Proxy-Authorization': 'Basic x',
          TE: 'trailers',
          'Keep-Alive': 'timeout=9',
        },
      });
      expect(headers['x-forwarded-for']).toBe('1.2.3.4, 127.0.0.1');
      expect(headers['x-forwarded-proto']).toBe('http');
      expect(JSON.stringify(headers)).not.toMatch(
        /evil|forged|6\.6\.6\.6|x_forwarded|https|proxy-auth|timeout=9|trailers/i,
      );
    });

    it('drops what Connection lists, but never its own (CVE-2024-45410)', async () => {
      await echo();
      const { headers } = await echoed('/', {
        headers: {
          Connection: 'X-Private, X-Forwarded-For, X-Forwarded-Host, Host, close',
          'X-Private': '1',
          'X-Other': '2',
        },
      });
      expect(headers['x-private']).toBeUndefined();
      expect(headers).toMatchObject({ 'x-other': '2', 'x-forwarded-for': '127.0.0.1' });
      expect(headers['x-forwarded-host']).toMatch(/^127\.0\.0\.1:/);
    });

    it('drops hop-by-hop headers of the answer and keeps repeated ones apart', async () => {
      const { port } = await sut.backend((_req, res) => {
        res.writeHead(201, [
          ['Connection', 'X-Hop, keep-alive'],
          ['X-Hop', '1'],
          ['Proxy-Authenticate', 'Basic'],
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['X-Own', 'v'],
        ] as never);
        res.end('ok');
      });
      await forwardTo(port);
      const { status, headers } = await sut.send('/');
      expect(status).toBe(201);
      expect(headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-own': 'v' });
      expect(headers['x-hop']).toBeUndefined();
      expect(headers['proxy-authenticate']).toBeUndefined();
    });

    it.each([
      ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'],
      [
        'length and chunks',
        'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ],
      ['obscured chunks', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
      ['a bare line feed', 'GET / HTTP/1.1\nHost: a\n\n'],
      ['a folded header', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n'],
      ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
      ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
      ['an escaped slash', 'GET /a%2fb HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ])('refuses %s with 400', async (_name, bytes) => {
      await echo();
      expect(await sut.raw(bytes)).toMatch(/^HTTP\/1\.1 400 /);
    });

    it('refuses a head that is too long with 431', async () => {
      await echo();
      expect((await sut.send('/', { headers: { 'X-Long': 'x'.repeat(40_000) } })).status).toBe(431);
    });
  });

  describe('paths and bodies', () => {
    it('matches and forwards the normalised path', async () => {
      await echo({ rewrite: { kind: 'replace-prefix', prefix: '/a', replacement: '/v1' } }, prefixed('/a'));
      expect(await echoed('//x/..//a/%62/./c%c3?q=%2F')).toMatchObject({ url: '/v1/b/c%C3?q=%2F' });
      expect(await echoed('/a')).toMatchObject({ url: '/v1' });
      expect((await sut.send('/ab')).status).toBe(404);
    });

    it('takes the host of an absolute-form target', async () => {
      await echo({}, { match: { hosts: [{ kind: 'exact', host: 'shop.example' }] } });
      const answer = await sut.raw('GET http://shop.example/x HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n');
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toContain('"url":"/x"');
    });

    it('fills a template and keeps the tail', async () => {
      await echo(
        { rewrite: { kind: 'template', segments: [{ literal: 'items' }, { param: 'id' }], tail: true } },
        { match: { path: { kind: 'template', segments: [{ literal: 'u' }, { param: 'id' }], tail: true } } },
      );
      expect(await echoed('/u/a%20b/x/y?z')).toMatchObject({ url: '/items/a%20b/x/y?z' });
      expect(await echoed('/u/1')).toMatchObject({ url: '/items/1' });
    });

    it.each([
      ['small', 10],
      ['large', 300_000],
    ])('passes a %s body, with a length and in chunks', async (_size, length) => {
      await echo();
      const body = 'x'.repeat(length);
      const known = await echoed('/', { method: 'POST', body, headers: { 'Content-Length': String(length) } });
      expect(known.headers['content-length']).toBe(String(length));
      expect(known.body).toBe(body);
      const chunked = await echoed('/', { method: 'PUT', body, headers: { 'Transfer-Encoding': 'chunked' } });
      expect(chunked.body).toBe(body);
    });

    it('sends the method of the action', async () => {
      await echo({ method: 'POST' });
      expect(await echoed('/')).toMatchObject({ method: 'POST', body: '' });
    });

    it('answers HEAD with the headers and without a body', async () => {
      const { port } = await sut.backend((_req, res) => res.writeHead(200, { 'Content-Length': 5 }).end('hello'));
      await forwardTo(port);
      expect(await sut.send('/', { method: 'HEAD' })).toMatchObject({ body: '', headers: { 'content-length': '5' } });
    });

    it('says 100 Continue and does not pass Expect on', async () => {
      await echo();
      const req = request({ port: sut.port, method: 'POST', headers: { Expect: '100-continue', 'Content-Length': 2 } });
      req.flushHeaders();
      await once(req, 'continue');
      req.end('ok');
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      const answer = JSON.parse(await textOf(res)) as Echo;
      expect(answer.body).toBe('ok');
      expect(answer.headers['expect']).toBeUndefined();
    });

    it('passes trailers', async () => {
      const { port } = await sut.backend((_req, res) => {
        res.writeHead(200, { Trailer: 'X-Sum' });
        res.write('body');
        res.addTrailers({ 'X-Sum': '4' });
        res.end();
      });
      await forwardTo(port);
      expect(await sut.send('/')).toMatchObject({ body: 'body', trailers: { 'x-sum': '4' } });
    });

    it('passes early hints', async () => {
      const { port } = await sut.backend((_req, res) => {
        res.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' }, () => res.end('page'));
      });
      await forwardTo(port);
      const answer = await sut.raw('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      expect(answer).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>[\s\S]*HTTP\/1\.1 200/);
    });
  });

  describe('streams', () => {
    it('passes events as they come, and across a deployment', async () => {
      const backend = settleLater<ServerResponse>();
      const { port } = await sut.backend((_req, res) => {
        res.writeHead(200, { 'Content-Type': 'text/event-stream' });
        res.flushHeaders();
        backend.resolve(res);
      });
      await forwardTo(port);
      const req = request({ port: sut.port }).end();
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      const events = await backend.promise;
      res.setEncoding('utf8');
      events.write('data: 1\n\n');
      expect(await once(res, 'data')).toEqual(['data: 1\n\n']);
      await sut.serve({}, 2);
      expect((await sut.send('/')).status).toBe(404);
      events.write('data: 2\n\n');
      expect(await once(res, 'data')).toEqual(['data: 2\n\n']);
      events.end();
      await once(res, 'end');
    });

    it('holds the backend back while the client reads slowly', async () => {
      const total = 64 * 1024 * 1024;
      let sent = 0;
      const { port } = await sut.backend((_req, res) => {
        const chunk = Buffer.alloc(65_536);
        const pump = (): void => {
          while (sent < total) {
            sent += chunk.length;
            if (res.write(chunk)) continue;
            res.once('drain', pump);
            return;
          }
          res.end();
        };
        pump();
      });
      await forwardTo(port);
      const req = request({ port: sut.port }).end();
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      let received = 0;
      let mostHeld = 0;
      for await (const chunk of res) {
        received += (chunk as Buffer).length;
        mostHeld = Math.max(mostHeld, sent - received);
        for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
      }
      expect(received).toBe(total);
      expect(mostHeld).toBeLessThan(total / 3);
    });

    it('streams a request while it is still being sent', async () => {
      const { port } = await sut.backend((req, res) => {
        res.writeHead(200);
        req.pipe(res);
      });
      await forwardTo(port);
      const req = request({ port: sut.port, method: 'POST' });
      req.write('first');
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      res.setEncoding('utf8');
      expect(await once(res, 'data')).toEqual(['first']);
      req.end('second');
      expect(await once(res, 'data')).toEqual(['second']);
    });

    it('cancels the backend’s work when the client goes away', async () => {
      const closed = settleLater<void>();
      const arrived = settleLater<void>();
      const { port } = await sut.backend((_req, res) => {
        res.on('close', () => closed.resolve());
        arrived.resolve();
      });
      await forwardTo(port);
      const req = request({ port: sut.port }).end();
      req.on('error', () => undefined);
      await arrived.promise;
      req.destroy();
      await closed.promise;
    });

    it('cuts the client when the backend breaks off in the middle', async () => {
      const { port } = await sut.backend((_req, res) => {
        res.writeHead(200, { 'Content-Length': 100 });
        res.write('part', () => res.destroy());
      });
      await forwardTo(port);
      await expect(sut.send('/')).rejects.toThrow(/aborted|socket hang up|ECONNRESET/);
    });

    it('goes on after a backend answers early to an upload', async () => {
      const { port } = await sut.backend((_req, res) => res.writeHead(413, { Connection: 'close' }).end('no'));
      await forwardTo(port);
      const req = request({ port: sut.port, method: 'POST' });
      req.on('error', () => undefined);
      req.write('x'.repeat(100_000));
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      expect(res.statusCode).toBe(413);
      req.end('x'.repeat(1_000_000));
      expect(await textOf(res)).toBe('no');
      expect((await sut.send('/')).status).toBe(413);
    });
  });

  describe('upgrades', () => {
    it('tunnels WebSockets, and across an unrelated undeployment', async () => {
      const { port, server } = await sut.backend((_req, res) => res.end('plain'));
      const sockets = new WebSocketServer({ server });
      sockets.on('connection', (socket, req) => {
        socket.send(`path ${req.url} for ${req.headers['x-forwarded-for']}`);
        socket.on('message', (data) => socket.send(`echo ${String(data)}`));
      });
      await forwardTo(port);
      const client = new WebSocket(`ws://127.0.0.1:${sut.port}/chat?x=1`);
      expect(String((await once(client, 'message'))[0])).toBe('path /chat?x=1 for 127.0.0.1');
      await sut.serve({}, 2);
      client.send('hello');
      expect(String((await once(client, 'message'))[0])).toBe('echo hello');
      client.close();
      await once(client, 'close');
      sockets.close();
    });

    it('relays the answer of a backend that does not upgrade', async () => {
      const { port } = await sut.backend((_req, res) => res.writeHead(403).end('no sockets'));
      await forwardTo(port);
      const client = new WebSocket(`ws://127.0.0.1:${sut.port}/`);
      const [, res] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
      expect(res.statusCode).toBe(403);
      expect(await textOf(res)).toBe('no sockets');
    });

    it('refuses an upgrade without a route', async () => {
      const client = new WebSocket(`ws://127.0.0.1:${sut.port}/`);
      const [, res] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
      expect(res.statusCode).toBe(404);
      expect(await textOf(res)).toContain('[ERR-002]');
    });

    it('does not tunnel h2c', async () => {
      await echo();
      const { headers } = await echoed('/', {
        headers: { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'x' },
      });
      expect(headers['upgrade']).toBeUndefined();
      expect(headers['http2-settings']).toBeUndefined();
    });
  });

  describe('failures', () => {
    it('answers 408 when the backend takes too long', async () => {
      const { port } = await sut.backend(() => undefined);
      await forwardTo(port, { responseTimeoutMs: 100 });
      expect(await sut.send('/')).toMatchObject({ status: 408, body: expect.stringContaining('[ERR-066]') });
    });

    it('answers 503 when the backend refuses or breaks off', async () => {
      await forwardTo(await freePort());
      expect(await sut.send('/')).toMatchObject({ status: 503, body: expect.stringContaining('[ERR-069]') });
      const { port } = await sut.backend((_req, res) => res.destroy());
      await sut.serve({ p1: fragmentOf([routeOf('r')], [endpointAt(port)]) }, 2);
      expect(await sut.send('/')).toMatchObject({ status: 503, body: expect.stringContaining('[ERR-070]') });
    });

    it('answers 404 without a backend address', async () => {
      await sut.serve({ p1: fragmentOf([routeOf('r')], [endpointAt(1, { weight: 0 })]) });
      expect(await sut.send('/')).toMatchObject({ status: 404, body: expect.stringContaining('[ERR-003]') });
    });

    it('tries the same endpoint, then others, then failover', async () => {
      const down = await freePort();
      const { port } = await sut.backend((_req, res) => res.end('rescued'));
      const endpoints = [endpointAt(down), endpointAt(port, { role: 'failover' })];
      const serve = (retries: ForwardAction['retries'], to: number) =>
        sut.serve({ p1: fragmentOf([routeOf('r', { action: { retries } })], endpoints) }, to);
      await serve({ same: 2, others: 0 }, 1);
      expect((await sut.send('/')).status).toBe(503);
      await serve({ same: 1, others: 1 }, 2);
      expect((await sut.send('/')).body).toBe('rescued');
      expect((await sut.send('/', { method: 'POST', body: 'x' })).status).toBe(503);
      expect((await sut.send('/', { method: 'POST' })).body).toBe('rescued');
    });

    it('repeats on the same endpoint as often as it may, and only what is idempotent', async () => {
      let attempts = 0;
      const { port } = await sut.backend((_req, res) => {
        attempts += 1;
        res.destroy();
      });
      await forwardTo(port, { retries: { same: 2, others: 0 } });
      await sut.send('/');
      expect(attempts).toBe(3);
      await sut.send('/', { method: 'POST' });
      expect(attempts).toBe(4);
    });
  });
});

const prefixed = (path: string): RouteChange => ({ match: { path: { kind: 'prefix', path } } });

async function textOf(res: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of res) text += String(chunk);
  return text;
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
