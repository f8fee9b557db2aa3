import type { Fragment, StageMatch } from '../../ir/fragment.js';
import type { Listener } from '../data-plane.js';
import { changeOf, entriesOf, fragmentOf, GatewayFixture, routeOf, type SendOptions } from './testing/fixture.js';

const HOST = 'g1.groups.example';

/** Each answers with its name, on the group's host unless told otherwise. */
const api = (body: string, stage: StageMatch | null, match: object = {}): Fragment =>
  fragmentOf(
    [
      routeOf('r', {
        match: { hosts: [{ kind: 'exact', host: HOST }], ...match, ...(stage === null ? {} : { stage }) },
        action: { kind: 'respond', status: 200, headers: [], body },
        errorStyle: 'ca-headers',
      }),
    ],
    [],
  );

const TEST = { name: 'TEST', forced: false };
const EXACT = { path: { kind: 'exact', path: '/a' } };

describe('guests of a listener', () => {
  let sut: GatewayFixture;
  let listeners: Listener[];

  beforeEach(async () => {
    sut = await GatewayFixture.start({ groupDomain: 'groups.example' });
    const guest = sut.listener({ environmentId: 'e2', environmentName: 'test', port: 0 });
    listeners = [sut.listener({ guests: ['e2'] }), guest];
    await sut.gateway.listen(listeners);
    await sut.serve({ p: api('release', { name: 'RELEASE', forced: false }) });
  });

  afterEach(() => sut.stop());

  const serveGuest = (fragments: Record<string, Fragment>, to = 1) =>
    sut.offer(changeOf({ environmentId: 'e2', to, upserts: entriesOf(fragments) }));

  const ask = async (stage?: string, path = '/a', { headers, ...options }: SendOptions = {}) => {
    const asked: Record<string, string> = stage === undefined ? {} : { 'X-Ca-Stage': stage };
    const answer = await sut.send(path, { headers: { host: HOST, ...asked, ...headers }, ...options });
    return answer.body === '' ? answer.headers['x-ca-error-code'] : answer.body;
  };

  it('are served to callers who ask for their stage, from the moment on that they deploy', async () => {
    expect(await ask('TEST')).toBe('I404NF');
    await serveGuest({ q: api('test', TEST) });
    expect([await ask(), await ask('RELEASE'), await ask('TEST'), await ask('PRE')]).toEqual([
      'release',
      'release',
      'test',
      'I404NF',
    ]);
    await serveGuest({}, 2);
    expect(await ask('TEST')).toBe('I404NF');
  });

  it('have nothing served that has no stage', async () => {
    await serveGuest({ q: api('plain', null, EXACT) });
    expect(await ask('TEST')).toBe('I404NF');
    expect(await ask()).toBe('release');
  });

  it('have a host that is bound to their stage served whatever is asked for', async () => {
    await serveGuest({
      q: api('forced', { name: 'TEST', forced: true }, { hosts: [{ kind: 'exact', host: 'test.acme.example' }] }),
    });
    const headers = { host: 'test.acme.example' };
    expect([await ask(undefined, '/', { headers }), await ask('RELEASE', '/', { headers })]).toEqual([
      'forced',
      'forced',
    ]);
  });

  it('win and lose against the own routes as their paths say', async () => {
    await sut.serve({ p: api('own exact', null, EXACT) }, 2);
    await serveGuest({ q: api('guest', TEST) });
    expect(await ask('TEST')).toBe('own exact');
    await serveGuest({ q: api('guest exact', TEST, EXACT) }, 2);
    expect(await ask('TEST')).toBe('guest exact');
    await sut.serve({ p: api('own anywhere', null, { ...EXACT, hosts: [] }) }, 3);
    await serveGuest({ q: api('guest', TEST) }, 3);
    expect(await ask('TEST')).toBe('guest');
  });

  it('make the hosts of their groups known', async () => {
    const at = (host: string) => ask(undefined, '/none', { headers: { host } });
    expect(await at('g2.groups.example')).toBe('I404DO');
    await serveGuest({ q: api('plain', null, { hosts: [{ kind: 'exact', host: 'g2.groups.example' }] }) });
    expect(await at('g2.groups.example')).toBe('I404DO');
    await serveGuest({ q: api('test', TEST, { hosts: [{ kind: 'exact', host: 'g2.groups.example' }] }) }, 2);
    expect(await at('g2.groups.example')).toBe('I404NF');
  });

  it('come and go without the listener being opened anew, and stay over a restart', async () => {
    await serveGuest({ q: api('test', TEST) });
    const { length } = sut.presences;
    await sut.gateway.listen([{ ...listeners[0], guests: [] } as Listener, listeners[1] as Listener]);
    expect(await ask('TEST')).toBe('I404NF');
    await sut.gateway.listen(listeners);
    expect(await ask('TEST')).toBe('test');
    expect(sut.presences).toHaveLength(length);
    const { port } = sut;
    await sut.restart();
    sut.port = port;
    expect(await ask('TEST')).toBe('test');
  });
});
