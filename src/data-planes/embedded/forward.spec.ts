import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Endpoint, ForwardAction } from '../../ir/fragment.js';
import {
  type Echo,
  endpointAt,
  fragmentOf,
  freePort,
  GatewayFixture,
  type RouteChange,
  routeOf,
  settleLater,
  textOf,
} from './testing/fixture.js';

describe('forwarding', () => {
  let sut: GatewayFixture;

  beforeEach(async () => {
    sut = await GatewayFixture.start();
  });

  afterEach(() => sut.stop());

  describe('paths and bodies', () => {
    it('matches and forwards the normalised path', async () => {
      await sut.echo({ rewrite: { kind: 'replace-prefix', prefix: '/a', replacement: '/v1' } }, prefixed('/a'));
      expect(await sut.echoed('//x/..//a/%62/./c%c3?q=%2F')).toMatchObject({ url: '/v1/b/c%C3?q=%2F' });
      expect(await sut.echoed('/a')).toMatchObject({ url: '/v1' });
      expect((await sut.send('/ab')).status).toBe(404);
    });

    it('takes the host of an absolute-form target', async () => {
      await sut.echo({}, { match: { hosts: [{ kind: 'exact', host: 'shop.example' }] } });
      const answer = await sut.raw('GET http://shop.example/x HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n');
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toContain('"url":"/x"');
    });

    it('fills a template and keeps the tail', async () => {
      await sut.echo(
        { rewrite: { kind: 'template', segments: [{ literal: 'items' }, { param: 'id' }], tail: true } },
        { match: { path: { kind: 'template', segments: [{ literal: 'u' }, { param: 'id' }], tail: true } } },
      );
      expect(await sut.echoed('/u/a%20b/x/y?z')).toMatchObject({ url: '/items/a%20b/x/y?z' });
      expect(await sut.echoed('/u/1')).toMatchObject({ url: '/items/1' });
    });

    it.each([
      ['small', 10],
      ['large', 300_000],
    ])('passes a %s body, with a length and in chunks', async (_size, length) => {
      await sut.echo();
      const body = 'x'.repeat(length);
      const known = await sut.echoed('/', { method: 'POST', body, headers: { 'Content-Length': String(length) } });
      expect(known.headers['content-length']).toBe(String(length));
      expect(known.body).toBe(body);
      const chunked = await sut.echoed('/', { method: 'PUT', body, headers: { 'Transfer-Encoding': 'chunked' } });
      expect(chunked.body).toBe(body);
    });

    it('sends the method of the action', async () => {
      await sut.echo({ method: 'POST' });
      expect(await sut.echoed('/')).toMatchObject({ method: 'POST', body: '' });
    });

    it('answers HEAD with the headers and without a body', async () => {
      const { port } = await sut.backend((_req, res) => res.writeHead(200, { 'Content-Length': 5 }).end('hello'));
      await sut.forwardTo(port);
      expect(await sut.send('/', { method: 'HEAD' })).toMatchObject({ body: '', headers: { 'content-length': '5' } });
    });

    it('says 100 Continue and does not pass Expect on', async () => {
      await sut.echo();
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
      await sut.forwardTo(port);
      expect(await sut.send('/')).toMatchObject({ body: 'body', trailers: { 'x-sum': '4' } });
    });

    it('passes early hints', async () => {
      const { port } = await sut.backend((_req, res) => {
        res.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' }, () => res.end('page'));
      });
      await sut.forwardTo(port);
      const answer = await sut.raw('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      expect(answer).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>[\s\S]*HTTP\/1\.1 200/);
    });
  });

  describe('failures', () => {
    it('answers 408 when the backend takes too long', async () => {
      const { port } = await sut.backend(() => undefined);
      await sut.forwardTo(port, { responseTimeoutMs: 100 });
      expect(await sut.send('/')).toMatchObject({ status: 408, body: expect.stringContaining('[ERR-066]') });
    });

    it('answers 503 when the backend refuses or breaks off', async () => {
      await sut.forwardTo(await freePort());
      expect(await sut.send('/')).toMatchObject({ status: 503, body: expect.stringContaining('[ERR-069]') });
      const { port } = await sut.backend((_req, res) => res.destroy());
      await sut.serve({ p1: fragmentOf([routeOf('r')], [endpointAt(port)]) }, 2);
      expect(await sut.send('/')).toMatchObject({ status: 503, body: expect.stringContaining('[ERR-070]') });
    });

    it('answers 404 without a backend address', async () => {
      await sut.serve({ p1: fragmentOf([routeOf('r')], [endpointAt(1, { weight: 0 })]) });
      expect(await sut.send('/')).toMatchObject({ status: 404, body: expect.stringContaining('[ERR-003]') });
    });

    it('waits from the last byte of a streamed body on', async () => {
      const { port } = await sut.backend((req) => req.resume());
      await sut.forwardTo(port, { responseTimeoutMs: 100 });
      const chunked = { method: 'POST', body: 'x', headers: { 'Transfer-Encoding': 'chunked' } };
      expect(await sut.send('/', chunked)).toMatchObject({ status: 408, body: expect.stringContaining('[ERR-066]') });
    });

    it('tries others, then failover', async () => {
      const { port } = await sut.backend((_req, res) => res.end('rescued'));
      const serve = async (endpoints: Endpoint[], retries: ForwardAction['retries'], to: number) =>
        sut.serve({ p1: fragmentOf([routeOf('r', { action: { retries } })], endpoints) }, to);
      const [down, other] = [endpointAt(await freePort()), endpointAt(await freePort())];
      await serve([down, endpointAt(port)], { same: 2, others: 0 }, 1);
      expect((await sut.send('/')).status).toBe(503);
      await serve([down, endpointAt(port)], { same: 1, others: 1 }, 2);
      expect([(await sut.send('/')).body, (await sut.send('/')).body]).toEqual(['rescued', 'rescued']);
      await serve([down, other, endpointAt(port, { role: 'failover' })], { same: 0, others: 1 }, 3);
      expect((await sut.send('/')).body).toBe('rescued');
    });

    it('comes to failover without any retries when no connection can be made', async () => {
      const { port } = await sut.backend(async (req, res) => res.end(`rescued ${await textOf(req)}`));
      const endpoints = [await freePort(), await freePort(), port].map((at, index) =>
        endpointAt(at, { role: index === 0 ? 'primary' : 'failover' }),
      );
      await sut.serve({ p1: fragmentOf([routeOf('r')], endpoints) });
      expect((await sut.send('/')).body).toBe('rescued ');
      const sized = { method: 'POST', body: 'held', headers: { 'Content-Length': '4' } };
      expect((await sut.send('/', sized)).body).toBe('rescued held');
      const chunked = { method: 'POST', body: 'gone', headers: { 'Transfer-Encoding': 'chunked' } };
      expect((await sut.send('/', chunked)).status).toBe(503);
    });

    it('does not come to failover with what a backend may have seen', async () => {
      const { port } = await sut.backend((_req, res) => res.destroy());
      const rescue = await sut.backend((_req, res) => res.end('rescued'));
      const endpoints = [endpointAt(port), endpointAt(rescue.port, { role: 'failover' })];
      await sut.serve({ p1: fragmentOf([routeOf('r')], endpoints) });
      expect(await sut.send('/')).toMatchObject({ status: 503, body: expect.stringContaining('[ERR-070]') });
    });

    it('goes on to another endpoint though its release was replaced meanwhile', async () => {
      const asked = settleLater<ServerResponse>();
      const first = await sut.backend((_req, res) => asked.resolve(res));
      const second = await sut.backend((_req, res) => res.end('rescued'));
      const endpoints = [endpointAt(first.port), endpointAt(second.port)];
      const routes = [routeOf('r', { action: { retries: { same: 0, others: 1 } } })];
      const serve = (connectTimeoutMs: number, to: number) =>
        sut.serve({ p1: fragmentOf(routes, endpoints, { balancing: 'first', connectTimeoutMs }) }, to);
      await serve(1_000, 1);
      const answer = sut.send('/');
      const held = await asked.promise;
      await serve(2_000, 2);
      held.destroy();
      expect((await answer).body).toBe('rescued');
    });

    it('repeats on the same endpoint as often as it may, and only what is idempotent', async () => {
      let attempts = 0;
      const { port } = await sut.backend((_req, res) => {
        attempts += 1;
        res.destroy();
      });
      await sut.forwardTo(port, { retries: { same: 2, others: 0 } });
      await sut.send('/');
      expect(attempts).toBe(3);
      await sut.send('/', { method: 'POST' });
      expect(attempts).toBe(4);
    });
  });
});

const prefixed = (path: string): RouteChange => ({ match: { path: { kind: 'prefix', path } } });
