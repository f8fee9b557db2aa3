import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import {
  changeOf,
  endpointAt,
  entriesOf,
  fragmentOf,
  GatewayFixture,
  routeOf,
  saying,
  settleLater,
} from './testing/fixture.js';

describe('Gateway', () => {
  let sut: GatewayFixture;

  beforeEach(async () => {
    sut = await GatewayFixture.start();
  });

  afterEach(() => sut.stop());

  it('serves a snapshot and answers accepted when it does', async () => {
    const { port } = await sut.backend((req, res) => res.end(`hello ${req.url}`));
    const answer = await sut.serve({ p1: fragmentOf([routeOf('r')], [endpointAt(port)]) }, 7);
    expect(answer).toMatchObject({
      environmentId: 'e1',
      nodeId: 'embedded-production',
      address: `127.0.0.1:${sut.port}`,
      version: 7,
      outcome: 'accepted',
    });
    expect(answer.durationMs).toBeGreaterThan(0);
    expect(await sut.send('/a?b')).toMatchObject({ status: 200, body: 'hello /a?b' });
    expect(sut.presences.at(-1)).toMatchObject({ version: 7, connected: true });
    expect(sut.gateway.stats().environments).toEqual([expect.objectContaining({ version: 7 })]);
    expect(sut.gateway.stats().environments[0]?.answers['2xx']).toBe(1);
  });

  it('refuses a change with any fault and serves on what it served', async () => {
    await sut.serve({ p1: saying('old') });
    const bad = {
      ...saying('bad'),
      routes: [{ ...routeOf('r'), action: { ...routeOf('r').action, upstream: 'none' } }],
    };
    const answer = await sut.offer(
      changeOf({ from: 1, to: 2, upserts: entriesOf({ p1: saying('new'), p2: bad as never }) }),
    );
    expect(answer).toMatchObject({ outcome: 'rejected', version: 2 });
    expect(answer.detail).toContain("p2: route r: action.upstream: 'none' is not in the fragment");
    expect((await sut.send('/')).body).toBe('old');
    expect(await sut.offer(changeOf({ from: 1, to: 3, upserts: entriesOf({ p1: saying('new') }) }))).toMatchObject({
      outcome: 'accepted',
    });
    expect((await sut.send('/')).body).toBe('new');
  });

  describe('a change that is held', () => {
    const held = () => changeOf({ from: 1, to: 2, upserts: entriesOf({ p1: saying('new') }) });
    const verdict = (refusedBy: string | null, version = 2) =>
      sut.gateway.flip({ environmentId: 'e1', version, refusedBy });

    beforeEach(() => sut.serve({ p1: saying('old') }));

    it('is ready, and shown once it may be', async () => {
      sut.gateway.offer(held(), true);
      expect(sut.prepared).toEqual([{ environmentId: 'e1', version: 2, refusedBy: null }]);
      verdict(null, 7);
      expect((await sut.send('/')).body).toBe('old');
      const answer = sut.answer();
      verdict(null);
      expect(await answer).toMatchObject({ outcome: 'accepted', version: 2, detail: 'serving' });
      expect((await sut.send('/')).body).toBe('new');
    });

    it('is dropped when somebody else refused', async () => {
      sut.gateway.offer(held(), true);
      const answer = sut.answer();
      verdict('edge-1');
      expect(await answer).toMatchObject({ outcome: 'rejected', version: 2, detail: 'held back: edge-1 refused' });
      expect((await sut.send('/')).body).toBe('old');
      expect(await sut.offer(changeOf({ from: 1, to: 3 }))).toMatchObject({ outcome: 'accepted', version: 3 });
    });

    it('is refused before it is shown', async () => {
      const routes = [{ ...routeOf('r'), action: { ...routeOf('r').action, upstream: 'none' } }];
      const upserts = entriesOf({ p1: { ...saying('bad'), routes } as never });
      sut.gateway.offer(changeOf({ from: 1, to: 2, upserts }), true);
      expect(sut.answers.at(-1)).toMatchObject({ outcome: 'rejected', version: 2 });
      expect(sut.prepared).toEqual([{ environmentId: 'e1', version: 2, refusedBy: 'embedded-production' }]);
    });

    it('holds up nobody when it is of no use', () => {
      sut.gateway.offer(changeOf({ from: 7, to: 8 }), true);
      expect(sut.answers.at(-1)).toMatchObject({ outcome: 'stale', version: 8 });
      expect(sut.prepared).toEqual([{ environmentId: 'e1', version: 8, refusedBy: null }]);
    });

    it('gives way to a newer one', async () => {
      sut.gateway.offer(held(), true);
      await sut.offer(changeOf({ from: 1, to: 3, upserts: entriesOf({ p1: saying('newer') }) }));
      verdict(null);
      expect((await sut.send('/')).body).toBe('newer');
    });
  });

  it('answers stale to a change from another version, and accepted to one that it has', async () => {
    await sut.serve({ p1: saying('one') }, 5);
    expect(await sut.offer(changeOf({ from: 4, to: 6 }))).toMatchObject({ outcome: 'stale', version: 6 });
    expect(await sut.offer(changeOf({ from: 4, to: 5 }))).toMatchObject({ outcome: 'accepted', version: 5 });
    expect((await sut.send('/')).body).toBe('one');
  });

  it('removes releases, by name and by leaving them out of a whole snapshot', async () => {
    const at = (path: string) => ({ path: { kind: 'exact', path } as const });
    await sut.serve({ a: saying('a', at('/a')), b: saying('b', at('/b')), c: saying('c', at('/c')) });
    await sut.offer(changeOf({ from: 1, to: 2, removals: ['a', 'never there'] }));
    expect((await sut.send('/a')).status).toBe(404);
    expect((await sut.send('/b')).body).toBe('b');
    await sut.serve({ c: saying('c', at('/c')) }, 3);
    expect((await sut.send('/b')).status).toBe(404);
    expect((await sut.send('/c')).body).toBe('c');
  });

  it('lets no request fail or see half a group while versions change under load', async () => {
    const both = (text: string) => ({
      p1: saying(text, { path: { kind: 'exact', path: '/one' } }),
      p2: saying(text, { path: { kind: 'exact', path: '/two' } }),
    });
    await sut.serve(both('1'), 1);
    let isOver = false;
    let seen = 0;
    const client = async (path: string): Promise<void> => {
      let newest = 0;
      while (!isOver) {
        const { status, body } = await sut.send(path);
        expect(status).toBe(200);
        expect(Number(body)).toBeGreaterThanOrEqual(newest);
        newest = Number(body);
        seen += 1;
      }
    };
    const clients = ['/one', '/two', '/one', '/two'].map(client);
    for (let version = 2; version <= 60; version += 1) {
      const upserts = entriesOf(both(String(version)));
      expect((await sut.offer(changeOf({ from: version - 1, to: version, upserts }))).outcome).toBe('accepted');
      expect((await sut.send('/one')).body).toBe(String(version));
      expect((await sut.send('/two')).body).toBe(String(version));
    }
    isOver = true;
    await Promise.all(clients);
    expect(seen).toBeGreaterThan(50);
  });

  it('listens idempotently, adds and removes listeners', async () => {
    await sut.gateway.listen([sut.listener()]);
    const production = sut.port;
    await sut.gateway.listen([sut.listener(), sut.listener({ environmentId: 'e2', environmentName: 'test', port: 0 })]);
    sut.port = sut.boundPort();
    expect(sut.port).not.toBe(production);
    expect((await sut.send('/')).status).toBe(404);
    await sut.gateway.listen([sut.listener({ environmentId: 'e2', environmentName: 'test', port: 0 })]);
    expect(sut.presences.at(-1)).toMatchObject({ environmentId: 'e1', connected: false });
    sut.port = production;
    await expect(sut.send('/')).rejects.toThrow('ECONNREFUSED');
  });

  it('names environment and port when the port is taken, and opens the others', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const taken = sut.listener({ environmentId: 'e2', environmentName: 'staging', port });
    const free = sut.listener({ environmentId: 'e3', environmentName: 'test', port: 0 });
    await expect(sut.gateway.listen([taken, sut.listener(), free])).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `environment 'staging' cannot listen on 127.0.0.1:${port}: the port is taken by another program`,
    });
    expect(sut.presences.at(-1)).toMatchObject({ environmentId: 'e3', connected: true });
    await new Promise((resolve) => other.close(resolve));
    await sut.gateway.listen([taken, sut.listener(), free]);
    expect(sut.presences.at(-1)).toMatchObject({ environmentId: 'e2', connected: true });
  });

  it('serves what it was offered while its port was taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const late = sut.listener({ environmentId: 'e2', environmentName: 'late', port });
    await expect(sut.gateway.listen([late])).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const { port: backend } = await sut.backend((_req, res) => res.end('here'));
    const upserts = entriesOf({ p1: fragmentOf([routeOf('r')], [endpointAt(backend)]) });
    const change = { ...changeOf({ from: null, to: 1, upserts }), environmentId: 'e2' };
    expect(await sut.offer(change)).toMatchObject({ outcome: 'accepted' });
    expect(sut.presences.filter(({ environmentId }) => environmentId === 'e2')).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
    await sut.gateway.listen([late]);
    expect(sut.presences.at(-1)).toMatchObject({ environmentId: 'e2', version: 1, connected: true });
    sut.port = port;
    expect((await sut.send('/')).status).toBe(200);
  });

  it('asks again for what it was offered before it knew the environment', async () => {
    sut.gateway.offer({ ...changeOf({ from: 1, to: 2 }), environmentId: 'e2' });
    await sut.gateway.listen([sut.listener({ environmentId: 'e2', environmentName: 'late', port: 0 })]);
    expect(sut.answers.at(-1)).toMatchObject({ environmentId: 'e2', outcome: 'stale' });
  });

  it('lets requests under way end when it stops', async () => {
    const arrival = settleLater<ServerResponse>();
    const { port } = await sut.backend((_req, res) => arrival.resolve(res));
    await sut.serve({ p1: fragmentOf([routeOf('r')], [endpointAt(port)]) });
    const answer = sut.send('/');
    const backend = await arrival.promise;
    const stopped = sut.gateway.stop();
    backend.end('late');
    expect((await answer).body).toBe('late');
    await stopped;
    await expect(sut.send('/')).rejects.toThrow('ECONNREFUSED');
  });
});
