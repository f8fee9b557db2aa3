import type { IncomingMessage, ServerResponse } from 'node:http';
import { endpointAt, fragmentOf, freePort, GatewayFixture, routeOf, textOf } from './testing/fixture.js';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: string;
}

describe('mirroring', () => {
  let sut: GatewayFixture;
  let copies: Received[];
  let waiting: (() => void)[];

  beforeEach(async () => {
    sut = await GatewayFixture.start();
    copies = [];
    waiting = [];
  });

  afterEach(() => sut.stop());

  /** Serves a backend that says 'main', and mirrors it to `port`. */
  async function serve(port: number, change: Parameters<typeof endpointAt>[1] = {}): Promise<void> {
    const main = await sut.backend(async (req, res) => res.end(`main ${(await textOf(req)).length}`));
    const endpoints = [endpointAt(main.port), endpointAt(port, { role: 'mirror', basePath: '/copy', ...change })];
    const answer = await sut.serve({ p1: fragmentOf([routeOf('r')], endpoints) });
    expect(answer.outcome).toBe('accepted');
  }

  const mirrorThat = async (respond: (res: ServerResponse) => void): Promise<number> => {
    const { port } = await sut.backend(async (req: IncomingMessage, res) => {
      copies.push({ method: req.method, url: req.url, body: await textOf(req) });
      respond(res);
      for (const wake of waiting.splice(0)) wake();
    });
    return port;
  };

  async function copied(count: number): Promise<Received[]> {
    while (copies.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    return copies;
  }

  it('copies a request and answers with what the other endpoint says', async () => {
    await serve(await mirrorThat((res) => res.writeHead(500).end('mirror')));
    expect(await sut.send('/a?b=c')).toMatchObject({ status: 200, body: 'main 0' });
    expect(await copied(1)).toEqual([{ method: 'GET', url: '/copy/a?b=c', body: '' }]);
    await sut.send('/x', { method: 'DELETE' });
    expect((await copied(2))[1]).toMatchObject({ method: 'DELETE', url: '/copy/x' });
    expect(sut.gateway.stats().environments[0]?.answers).toMatchObject({ '2xx': 2, '5xx': 0 });
  });

  it.each([
    ['small, with a length', 100, { 'Content-Length': '100' }],
    ['larger, with a length', 60_000, { 'Content-Length': '60000' }],
    ['in chunks', 60_000, { 'Transfer-Encoding': 'chunked' }],
  ])('copies a body that is %s', async (_name, length, headers) => {
    await serve(await mirrorThat((res) => res.end()));
    const body = 'x'.repeat(length);
    expect((await sut.send('/', { method: 'POST', body, headers })).body).toBe(`main ${length}`);
    expect((await copied(1))[0]).toMatchObject({ method: 'POST', body });
  });

  it('does not copy a body of more than 64 KiB', async () => {
    await serve(await mirrorThat((res) => res.end()));
    const body = 'x'.repeat(65_537);
    const headers = { 'Transfer-Encoding': 'chunked' };
    expect((await sut.send('/large', { method: 'POST', body, headers })).body).toBe('main 65537');
    await sut.send('/next');
    expect(await copied(1)).toMatchObject([{ url: '/copy/next' }]);
  });

  it('lets nobody notice that the mirror is not there', async () => {
    await serve(await freePort());
    expect(await sut.send('/')).toMatchObject({ status: 200, body: 'main 0' });
    expect((await sut.send('/', { method: 'POST', body: 'x' })).body).toBe('main 1');
  });

  it('copies nothing to a mirror of weight 0', async () => {
    const other = await mirrorThat((res) => res.end());
    await serve(other, { weight: 0 });
    await sut.send('/');
    await serveAgain(other);
    await sut.send('/second');
    expect(await copied(1)).toMatchObject([{ url: '/second' }]);
  });

  /** The mirror itself, as the backend. */
  const serveAgain = (port: number) => sut.serve({ p1: fragmentOf([routeOf('r')], [endpointAt(port)]) }, 2);

  it('drops copies beyond 64 under way, and goes on when they end', async () => {
    const held: ServerResponse[] = [];
    await serve(await mirrorThat((res) => held.push(res)));
    const send = (count: number) => Promise.all(Array.from({ length: count }, () => sut.send('/')));
    await send(60);
    await copied(60);
    expect((await send(20)).every(({ status }) => status === 200)).toBe(true);
    await copied(64);
    expect(held).toHaveLength(64);
    for (const res of held.splice(0)) res.end();
    // Ends of copies come with the turns of the loop that requests take.
    while (copies.length === 64) await sut.send('/last');
    expect((await copied(65))[64]).toMatchObject({ url: '/copy/last' });
  });

  it('gives a copy up that gets no answer in time', async () => {
    const closed = new Promise<void>((resolve) => {
      void mirrorThat((res) => res.on('close', resolve)).then(async (port) => {
        const main = await sut.backend((_req, res) => res.end('main'));
        const endpoints = [endpointAt(main.port), endpointAt(port, { role: 'mirror' })];
        await sut.serve({ p1: fragmentOf([routeOf('r', { action: { responseTimeoutMs: 200 } })], endpoints) });
        await sut.send('/');
      });
    });
    await closed;
    expect(copies).toHaveLength(1);
  });
});
