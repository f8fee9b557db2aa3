import { endpointAt, fragmentOf, freePort, GatewayFixture, routeOf } from './testing/fixture.js';

describe('health checks of the gateway', () => {
  let sut: GatewayFixture;
  const DOWN = 'a backend address is down';
  const UP = 'a backend address is up again';

  beforeEach(async () => {
    // Far apart: after the first probe only connections of requests tell anything.
    const probes = { intervalMs: 3_600_000, timeoutMs: 5_000, failuresUntilDown: 3, successesUntilUp: 2 };
    sut = await GatewayFixture.start({ probes });
  });

  afterEach(() => sut.stop());

  const checked = (port: number) => endpointAt(port, { healthCheck: true });

  it('sends nothing more to an address that refuses connections', async () => {
    const { port } = await sut.backend((_req, res) => res.end('alive'));
    await sut.serve({ p1: fragmentOf([routeOf('r')], [checked(await freePort()), checked(port)]) });
    const before: number[] = [];
    while (!sut.logs.includes(DOWN)) before.push((await sut.send('/')).status);
    expect(before.filter((status) => status === 503).length).toBeGreaterThanOrEqual(2);
    const after = await Promise.all(Array.from({ length: 10 }, () => sut.send('/')));
    expect(after.map(({ body }) => body)).toEqual(after.map(() => 'alive'));
  });

  it('goes on with an address that is down when there is no other, and finds it up', async () => {
    const port = await freePort();
    await sut.serve({ p1: fragmentOf([routeOf('r')], [checked(port)]) });
    while (!sut.logs.includes(DOWN)) expect((await sut.send('/')).status).toBe(503);
    const backend = await sut.backend((_req, res) => res.writeHead(200, { Connection: 'close' }).end('back'), port);
    expect(backend.port).toBe(port);
    while (!sut.logs.includes(UP)) expect((await sut.send('/')).body).toBe('back');
  });
});
