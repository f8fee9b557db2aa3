import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';

const NODE = ['--environment', 'production', '--id', 'edge', '--address', '127.0.0.2'];

interface Bootstrap {
  readonly static_resources: {
    readonly secrets: readonly {
      readonly validation_context: { readonly trusted_ca: { readonly filename: string } };
    }[];
  };
}

describe('the authorities that an Envoy believes backends for', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trusted-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function fileNamed(...args: string[]): Promise<string> {
    await promisify(execFile)(process.execPath, ['scripts/envoy.mjs', ...NODE, '--write', folder, ...args]);
    const bootstrap = JSON.parse(await readFile(join(folder, 'bootstrap.json'), 'utf8')) as Bootstrap;
    return bootstrap.static_resources.secrets[0]?.validation_context.trusted_ca.filename ?? '';
  }

  it('are those that Node trusts, beside the bootstrap', async () => {
    const file = await fileNamed();
    expect(file).toBe(join(folder, 'trusted-backends.pem'));
    const trusted = await readFile(file, 'utf8');
    expect(rootCertificates.filter((certificate) => !trusted.includes(certificate))).toEqual([]);
  });

  it('are others when it is told so', async () => {
    expect(await fileNamed('--trust', '/etc/authorities.pem')).toBe('/etc/authorities.pem');
  });
});
