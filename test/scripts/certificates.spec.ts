import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Authority } from '../support/certificates.js';

const DAY = 24 * 60 * 60 * 1000;

describe('npm run certificates', () => {
  let authority: Authority;

  beforeEach(async () => {
    authority = await Authority.create();
  });

  afterEach(() => authority.remove());

  const read = async (path: string) => new X509Certificate(await readFile(path));
  const days = ({ validFromDate, validToDate }: X509Certificate) => (Number(validToDate) - Number(validFromDate)) / DAY;

  it('makes what the authority answers for, good for what it is meant for and no more', async () => {
    const ca = await read(join(authority.folder, 'ca.crt'));
    const server = await read((await authority.make('server', '--name', 'gatewright', '--name', '10.0.0.1')).cert);
    const node = await read((await authority.make('node', '--environment', 'production', '--days', '7')).cert);
    expect([ca.ca, server.ca, node.ca]).toEqual([true, false, false]);
    expect([server, node].map((each) => each.verify(ca.publicKey))).toEqual([true, true]);
    expect(server).toMatchObject({ subjectAltName: 'DNS:gatewright, IP Address:10.0.0.1' });
    expect(node).toMatchObject({ subjectAltName: 'URI:gatewright://environment/production' });
    expect([server.keyUsage, node.keyUsage]).toEqual([['1.3.6.1.5.5.7.3.1'], ['1.3.6.1.5.5.7.3.2']]);
    expect([ca, server, node].map(days)).toEqual([3650, 365, 7]);
    expect(node.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  it('names the node, or several environments', async () => {
    const one = await read((await authority.make('node', '--environment', 'production', '--id', 'edge-1')).cert);
    const two = await read((await authority.make('node', '--environment', 'a', '--environment', 'b')).cert);
    expect(one.subjectAltName).toBe('URI:gatewright://environment/production/node/edge-1');
    expect(two.subjectAltName).toBe('URI:gatewright://environment/a, URI:gatewright://environment/b');
  });

  it('lets only the owner read keys, and leaves no drafts', async () => {
    const { key } = await authority.make('node', '--environment', 'production');
    const modes = await Promise.all(
      [key, join(authority.folder, 'ca.key')].map(async (file) => (await stat(file)).mode),
    );
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600]);
    expect(await readdir(authority.folder)).toEqual(['ca.crt', 'ca.key', 'node-production.crt', 'node-production.key']);
  });

  it('overwrites nothing unless told to, and an authority never', async () => {
    const { cert } = await authority.make('server', '--name', 'gatewright');
    const before = await readFile(cert, 'utf8');
    await expect(authority.run('server', '--name', 'gatewright')).rejects.toThrow('is not overwritten');
    expect(await readFile(cert, 'utf8')).toBe(before);
    await authority.run('server', '--name', 'gatewright', '--replace');
    expect(await readFile(cert, 'utf8')).not.toBe(before);
    await expect(authority.run('ca')).rejects.toThrow('is not overwritten');
    await expect(authority.run('ca', '--replace')).rejects.toThrow("--replace is not for 'ca'");
  });

  it('puts what one machine needs into a folder of its own, without the key of the authority', async () => {
    const out = join(authority.folder, 'edge');
    const elsewhere = ['--out', out, '--authority', authority.folder];
    await authority.run('node', '--environment', 'production', ...elsewhere);
    expect(await readdir(out)).toEqual(['ca.crt', 'node-production.crt', 'node-production.key']);
    expect(await readFile(join(out, 'ca.crt'))).toEqual(await readFile(join(authority.folder, 'ca.crt')));
    const other = await Authority.create();
    const ofOther = ['--out', out, '--authority', other.folder];
    await expect(other.run('server', '--name', 'x', ...ofOther)).rejects.toThrow('of another authority');
    await other.remove();
  });

  it.each<[string, string[]]>([
    ['say which: ca, server, node', []],
    ['say which: ca, server, node', ['client']],
    ['--name is missing', ['server']],
    ["--name cannot be 'a,DNS:b'", ['server', '--name', 'a,DNS:b']],
    ['--environment is missing', ['node', '--id', 'edge-1']],
    ["--environment cannot be 'a/node/b'", ['node', '--environment', 'a/node/b']],
    ["--id cannot be '../x'", ['node', '--environment', 'a', '--id', '../x']],
    ["--id is not for 'server'", ['server', '--name', 'a', '--id', 'b']],
    ["--days must be a whole number from 1, got '0'", ['node', '--environment', 'a', '--days', '0']],
  ])('refuses: %s', async (words, args) => {
    await expect(authority.run(...args)).rejects.toThrow(words);
  });
});
