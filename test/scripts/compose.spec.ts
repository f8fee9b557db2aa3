import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { envoyBinary } from '../support/envoy-binary.js';

const run = promisify(execFile);

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>> | readonly string[];
}

const ENVOYS = ['edge-1', 'edge-2'];

describe('docker-compose.yml', () => {
  let services: Readonly<Record<string, Service>>;
  let volumes: string[];
  let root: string;

  const service = (name: string): Service => {
    const found = services[name];
    if (found === undefined) throw new Error(`there is no service ${name}`);
    return found;
  };

  /** In a folder of this machine instead of the volumes. The owner stays: only root may give files away. */
  const writeCertificates = async () => {
    const script = service('certificates').command?.at(-1) ?? '';
    const here = script
      .replaceAll('$$', '$')
      .replaceAll('/pki/', `${root}/`)
      .replace(/chown .*/, '');
    await run('sh', ['-euc', here.replaceAll('node scripts/', `"${process.execPath}" scripts/`)]);
  };

  beforeAll(async () => {
    // Compose follows merge keys, which YAML 1.2 has no more.
    const text = await readFile('docker-compose.yml', 'utf8');
    const file: { services: Record<string, Service>; volumes: object } = parse(text, { merge: true });
    services = file.services;
    volumes = Object.keys(file.volumes);
    root = await mkdtemp(join(tmpdir(), 'gatewright-compose-'));
    await writeCertificates();
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  it('names services and volumes that there are', () => {
    for (const { depends_on = [], volumes: mounts = [] } of Object.values(services)) {
      const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
      expect(Object.keys(services)).toEqual(expect.arrayContaining(needed));
      expect(volumes).toEqual(expect.arrayContaining(mounts.map((mount) => mount.split(':')[0])));
    }
  });

  it('publishes on loopback only, and no port twice', () => {
    const published = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(published.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
    expect(new Set(published).size).toBe(published.length);
  });

  it('shows the key of the authority to nobody but who makes the certificates', () => {
    const names = Object.keys(services).filter((name) =>
      service(name).volumes?.some((mount) => /^authority:/.test(mount)),
    );
    expect(names).toEqual(['certificates']);
  });

  it.each(ENVOYS)(
    'starts %s with a bootstrap that the certificates fit, on the version that the tests run',
    async (id) => {
      const { image, command = [] } = service(id);
      const [, , bootstrap = ''] = command;
      expect(bootstrap).toBe(`/pki/${id}/bootstrap.json`);
      const envoy = await envoyBinary();
      await run(envoy, ['--mode', 'validate', '-c', bootstrap.replace('/pki', root)]);
      const { stdout } = await run(envoy, ['--version']);
      expect(stdout).toContain(`/${image.replace('envoyproxy/envoy:v', '')}/`);
      expect(JSON.parse(await readFile(bootstrap.replace('/pki', root), 'utf8'))).toMatchObject({
        node: { id, metadata: { environment: 'production', address: '0.0.0.0' } },
      });
    },
  );

  it('gives the control plane a certificate for the name that Envoys call it by', async () => {
    const { environment = {} } = service('gatewright');
    const [cert, key, ca] = ['CERT', 'KEY', 'CA'].map((name) =>
      (environment[`GATEWRIGHT_XDS_${name}`] ?? '').replace('/pki', root),
    );
    await run('openssl', ['pkey', '-noout', '-in', key ?? '']);
    const verified = await run('openssl', [
      'verify',
      '-verify_hostname',
      'gatewright',
      '-CAfile',
      ca ?? '',
      cert ?? '',
    ]);
    expect(verified.stdout).toContain('OK');
  });

  it('leaves certificates that there are as they are', async () => {
    const files = ['authority/ca.key', 'xds/server-gatewright.key', 'edge-1/node-production@edge-1.key'];
    const read = () => Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
    const before = await read();
    await writeCertificates();
    expect(await read()).toEqual(before);
  });
});
