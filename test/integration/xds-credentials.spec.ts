import { once } from 'node:events';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { AdsServer } from '../../src/data-planes/envoy/xds/ads.server.js';
import { XdsCredentials } from '../../src/data-planes/envoy/xds/xds-credentials.js';
import { Authority, type Identity } from '../support/certificates.js';

const DELTA_DISCOVERY = '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources';

describe('the xDS server with certificates from files', () => {
  let ours: Authority;
  let theirs: Authority;
  let files: Identity;
  let client: Identity;
  let credentials: XdsCredentials;
  let server: AdsServer;
  let port: number;
  const told: string[] = [];

  beforeAll(async () => {
    [ours, theirs] = await Promise.all([Authority.create(), Authority.create()]);
    files = await ours.make('server', '--name', '127.0.0.1');
    client = await ours.make('node', '--environment', 'production');
    credentials = await XdsCredentials.open(files, {
      info: (_, message) => told.push(message),
      warn: (facts, message) => told.push(`${message}: ${JSON.stringify(facts)}`),
    });
    server = new AdsServer(() => () => undefined, { credentials });
    port = await server.listen('0.0.0.0', 0);
  });

  afterAll(async () => {
    server?.stop();
    await Promise.all([ours?.remove(), theirs?.remove()]);
  });

  beforeEach(() => {
    told.length = 0;
  });

  /** Resolves once the server has spoken HTTP/2: with TLS 1.3 a client learns only then that it was let in. Rejects if not. */
  async function shakeHands(identity: Partial<Identity>, more: ConnectionOptions = {}): Promise<TLSSocket> {
    const { cert, key } = identity;
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: await readFile(files.ca),
      ALPNProtocols: ['h2'],
      ...(cert === undefined ? {} : { cert: await readFile(cert) }),
      ...(key === undefined ? {} : { key: await readFile(key) }),
      ...more,
    });
    return new Promise((resolve, reject) => {
      socket.on('error', (cause) => reject(new Error('refused', { cause })));
      socket.on('close', () => reject(new Error('refused')));
      socket.on('data', () => resolve(socket));
    });
  }

  /** A connection with a stream of discovery open on it, as Envoys have: the server soon ends connections without one. */
  async function discover({ cert, key }: Identity): Promise<ClientHttp2Stream> {
    const [ca, certPem, keyPem] = await Promise.all([readFile(files.ca), readFile(cert), readFile(key)]);
    const session = connectHttp2(`https://127.0.0.1:${port}`, { ca, cert: certPem, key: keyPem });
    await once(session, 'remoteSettings');
    return session.request({
      ':method': 'POST',
      ':path': DELTA_DISCOVERY,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
  }

  /** Serial number of the certificate that a new connection gets. */
  async function serial(): Promise<string> {
    const socket = await shakeHands(client);
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  }

  it('lets a client of the authority in', async () => {
    (await shakeHands(client)).destroy();
    (await shakeHands(client, { maxVersion: 'TLSv1.2' })).destroy();
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('refuses others at the handshake (%s)', async (maxVersion) => {
    const foreign = await theirs.make('node', '--environment', 'production', '--replace');
    await expect(shakeHands({}, { maxVersion })).rejects.toThrow('refused');
    await expect(shakeHands(foreign, { maxVersion })).rejects.toThrow('refused');
    // The server's own certificate is of the authority, but not one of a client.
    await expect(shakeHands(files, { maxVersion })).rejects.toThrow('refused');
  });

  it('looks at the certificate of a client that comes back, too', async () => {
    const first = await shakeHands(client, { maxVersion: 'TLSv1.2' });
    const session = first.getSession();
    first.destroy();
    const second = await shakeHands(client, { maxVersion: 'TLSv1.2', session });
    expect(second.isSessionReused()).toBe(false);
    second.destroy();
  });

  it('gives new connections what was renewed, and lets old ones be', async () => {
    const old = await discover(client);
    const before = await serial();
    await ours.run('server', '--name', '127.0.0.1', '--replace');
    await credentials.look();
    expect(await serial()).not.toBe(before);
    expect(told).toEqual([expect.stringContaining('have changed')]);
    await expect(new Promise((resolve) => old.session?.ping((error) => resolve(error)))).resolves.toBeNull();
    expect(old.session?.closed).toBe(false);
    old.session?.destroy();
  });

  it('believes several authorities in one file, for a change from one to the next', async () => {
    const next = await theirs.make('node', '--environment', 'production', '--replace');
    const before = await readFile(files.ca);
    await writeFile(files.ca, Buffer.concat([before, await readFile(next.ca)]));
    await credentials.look();
    (await shakeHands(client)).destroy();
    (await shakeHands(next)).destroy();
    await writeFile(files.ca, before);
    await credentials.look();
    await expect(shakeHands(next)).rejects.toThrow('refused');
  });

  it('stays with what it has while the files are of no use, and says so once', async () => {
    const before = await serial();
    const [kept, draft] = [join(ours.folder, 'kept'), join(ours.folder, 'draft')];
    await copyFile(files.key, kept);
    await copyFile(client.key, draft);
    await rename(draft, files.key);
    await credentials.look();
    await credentials.look();
    expect(told).toEqual([expect.stringContaining(`server-127.0.0.1.key is not the key of`)]);
    expect(await serial()).toBe(before);
    await writeFile(files.key, 'half a ke');
    await credentials.look();
    expect(told[1]).toContain('holds no PEM key');
    await rename(kept, files.key);
    await credentials.look();
    expect(await serial()).toBe(before);
    expect(told).toHaveLength(2);
  });

  it.each<[string, Partial<Identity>, RegExp]>([
    ['a file that is not there', { cert: '/no/such/file' }, /no such file or directory.*\/no\/such\/file/],
    ['a key where the authority should be', { ca: 'key' }, /\.key holds no PEM certificate/],
    ['a certificate where the key should be', { key: 'cert' }, /\.crt holds no PEM key/],
  ])('does not open with %s', async (_, wrong, words) => {
    const swapped = Object.entries(wrong).map(([name, path]) => [name, files[path as keyof Identity] ?? path]);
    const opening = XdsCredentials.open({ ...files, ...Object.fromEntries(swapped) }, { info: fail, warn: fail });
    await expect(opening).rejects.toThrow(words);
  });

  function fail(): never {
    throw new Error('nothing is to be said');
  }
});
