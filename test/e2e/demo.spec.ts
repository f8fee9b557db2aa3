import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../support/free-ports.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The whole demo, on a machine that is busy with other tests. */
const LONG = 180_000;

interface Told {
  readonly code: number | null;
  readonly transcript: string;
}

let dataDir: string;
let busy: Server | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gatewright-demo-'));
  // Where this runs as root, the account of PostgreSQL must reach the data.
  await chmod(dataDir, 0o755);
});

afterEach(async () => {
  busy?.close();
  busy = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function demo(env: Readonly<Record<string, string>>): Promise<Told> {
  const child = spawn(process.execPath, [join(ROOT, 'demo', 'demo.mjs'), '--once'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], GATEWRIGHT_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [transcript, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, transcript };
}

async function takenPort(): Promise<number> {
  busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const address = busy.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('npm run demo -- --once', () => {
  it(
    'goes through every step and leaves nothing but its log',
    async () => {
      const port = await freePorts(4);
      const { code, transcript } = await demo({
        GATEWRIGHT_PORT: String(port),
        GATEWRIGHT_GATEWAY_PORT: String(port + 1),
      });
      expect({ code, transcript }).toEqual({ code: 0, transcript: expect.stringContaining('What it took') });
      expect(transcript).toMatch(/✓ 1,\d{3} operations are live/);
      expect(transcript).toMatch(/✓ one request took the whole group live in \d/);
      expect(transcript).toMatch(/✓ [\d,]+ requests during 10 deployments .*: none failed/);
      expect(transcript).toContain(
        '✓ refused as a whole, naming prices and the field; all three still serve version 11',
      );
      expect(transcript).toContain('✓ three APIs live through signed RPC calls');
      expect(transcript).toContain("✓ the group that apiops made is live in 'staging'");
      expect(transcript).toContain("✓ the group that cloudapi made is live in 'test'");
      expect(transcript).toMatch(/✓ version 12 is served again/);
      // No terminal, no colours.
      expect(transcript).not.toContain('\u001b[');
      expect(await readdir(join(dataDir, 'demo'))).toEqual(['data', 'gatewright.log']);
      expect(await readdir(join(dataDir, 'demo', 'data'))).toEqual([]);
      expect(await readFile(join(dataDir, 'demo', 'gatewright.log'), 'utf8')).toContain('gatewright is ready');
    },
    LONG,
  );

  it('names the variable of a taken port that the user chose', async () => {
    const port = await takenPort();
    const { code, transcript } = await demo({ GATEWRIGHT_PORT: String(port) });
    expect(code).toBe(1);
    expect(transcript).toContain(
      `port ${port} is in use, and GATEWRIGHT_PORT is ${port}: set GATEWRIGHT_PORT to a free`,
    );
  });
});
