import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { certificateFor, type DomainCertificate } from '../../../test/support/domain-certificate.js';
import { askOver, openTls } from '../../../test/support/tls-client.js';
import type { Fragment, HostPattern, Route } from '../../ir/fragment.js';
import { endpointAt, fragmentOf, freePort, GatewayFixture, routeOf, saying, textOf } from './testing/fixture.js';

const HOST = 'api.example.com';

describe('a listener with TLS', () => {
  let sut: GatewayFixture;
  let port: number;
  let own: DomainCertificate;
  let other: DomainCertificate;
  let opened: TLSSocket[];

  const from = (
    fragment: Fragment,
    { body: chain, key }: DomainCertificate,
    host: HostPattern,
    id: string,
  ): Fragment => ({
    ...fragment,
    certificates: [{ id, host, chain, key }],
  });
  const serving = (certificate: DomainCertificate, id: string, fragment = saying('hello')): Fragment =>
    from(fragment, certificate, { kind: 'exact', host: HOST }, id);
  const open = async (servername = HOST, ca = own, more: object = {}): Promise<TLSSocket> => {
    const socket = await openTls({ port, servername, ca: ca.body, ...more });
    opened.push(socket);
    return socket;
  };
  const get = async (servername = HOST, ca = own): Promise<string> => askOver(await open(servername, ca), HOST);

  beforeAll(async () => {
    [own, other] = await Promise.all([certificateFor(HOST), certificateFor(HOST)]);
  });

  beforeEach(async () => {
    opened = [];
    sut = await GatewayFixture.start();
    port = await freePort();
    await sut.gateway.listen([sut.listener({ httpsPort: port })]);
    sut.port = sut.boundPort();
  });

  afterEach(async () => {
    for (const socket of opened) socket.destroy();
    await sut.stop();
  });

  it('serves the same beside HTTP, over HTTP/1.1 and TLS 1.2 or 1.3', async () => {
    await sut.serve({ p: serving(own, 'c1') });
    expect(await get()).toMatch(/^HTTP\/1.1 200 [\s\S]*hello$/);
    expect((await sut.send('/')).body).toBe('hello');
    const socket = await open(HOST, own, { ALPNProtocols: ['h2', 'http/1.1'] });
    expect([socket.alpnProtocol, socket.getProtocol()]).toEqual(['http/1.1', 'TLSv1.3']);
    expect((await open(HOST, own, { maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(open(HOST, own, old)).rejects.toThrow(/alert protocol version/);
  });

  it('connects nobody who asks for no name, or for one without a certificate', async () => {
    await expect(get()).rejects.toThrow(/handshake failure/);
    await sut.serve({ p: serving(own, 'c1') });
    await expect(get('other.example.com')).rejects.toThrow(/handshake failure/);
    await expect(get('')).rejects.toThrow(/handshake failure/);
    await sut.serve({ p: saying('hello') }, 2);
    await expect(get()).rejects.toThrow(/handshake failure/);
  });

  it('presents a new certificate to new connections, and keeps those that there are', async () => {
    await sut.serve({
      p: serving(own, 'c1'),
      q: serving(own, 'c1', saying('q', { path: { kind: 'exact', path: '/q' } })),
    });
    const before = await open();
    await sut.serve({ p: serving(other, 'c2') }, 2);
    expect(await get(HOST, other)).toContain('hello');
    await expect(get(HOST, own)).rejects.toThrow(/self-signed/);
    expect(await askOver(before, HOST)).toContain('hello');
  });

  it('resumes no session: it could end at the certificate of another name', async () => {
    await sut.serve({ p: serving(own, 'c1') });
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const first = await open(HOST, own, { maxVersion });
      let session = first.getSession();
      first.on('session', (later) => {
        session = later;
      });
      await askOver(first, HOST);
      const second = await open(HOST, own, { maxVersion, session });
      expect(second.isSessionReused()).toBe(false);
    }
  });

  it('tells routes and backends that the call came over TLS', async () => {
    const { port: backend } = await sut.backend(async (req, res) =>
      res.end(`${req.headers['x-forwarded-proto']}${await textOf(req)}`),
    );
    const only = (protocols: Route['protocols']): Fragment =>
      serving(
        own,
        'c1',
        fragmentOf(
          [{ ...routeOf('r', { errorStyle: 'ca-headers' }), ...(protocols && { protocols }) }],
          [endpointAt(backend)],
        ),
      );
    await sut.serve({ p: only(['https']) });
    expect(await get()).toMatch(/\r\n\r\n[\s\S]*https/);
    expect((await sut.send('/')).headers['x-ca-error-code']).toBe('I403PT');
    await sut.serve({ p: only(['http']) }, 2);
    expect(await get()).toContain('I403PT');
    expect((await sut.send('/')).body).toBe('http');
  });

  it('refuses a snapshot with a key that is not of its certificate', async () => {
    await sut.serve({ p: serving(own, 'c1') });
    const answer = await sut.serve({ p: serving({ body: own.body, key: other.key }, 'c2') }, 2);
    expect(answer).toMatchObject({
      outcome: 'rejected',
      detail: `p: the certificate of ${HOST} and its key cannot be used`,
    });
    expect(await get()).toContain('hello');
  });

  it('serves it after a restart, and without TLS when it is told to', async () => {
    await sut.serve({ p: serving(own, 'c1') });
    await sut.restart();
    expect(await get()).toContain('hello');
    await sut.gateway.listen([sut.listener()]);
    await expect(get()).rejects.toThrow(/ECONNREFUSED/);
    expect((await sut.send('/')).body).toBe('hello');
  });

  it('stops although a handshake is under way', async () => {
    const half = connectPlain(port, '127.0.0.1');
    half.on('error', () => undefined);
    await once(half, 'connect');
    const closed = once(half, 'close');
    await sut.gateway.stop();
    await closed;
  });
});
