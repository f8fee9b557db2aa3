import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCK_FILE, lockDirectory } from './embedded-postgres-lock.js';

describe('lockDirectory', () => {
  let directory: string;
  const leaveBehind = (holder: object) => writeFile(join(directory, LOCK_FILE), JSON.stringify(holder));
  const holder = async () => JSON.parse(await readFile(join(directory, LOCK_FILE), 'utf8')) as { pid: number };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gatewright-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('lets one in at a time', async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(`process ${process.pid}`);
    await lock.release();
    await (await lockDirectory(directory)).release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('takes over from a process that is gone', async () => {
    await leaveBehind({ pid: 2 ** 22 + 1, startedAt: 'boot/1', nonce: 'dead' });
    await lockDirectory(directory);
    expect((await holder()).pid).toBe(process.pid);
  });

  it('takes over when the process id has been given to another process since', async () => {
    await leaveBehind({ pid: process.pid, startedAt: 'earlier boot/1', nonce: 'dead' });
    await lockDirectory(directory);
    expect(await holder()).not.toHaveProperty('nonce', 'dead');
  });

  it('lets exactly one of many take over, and leaves nothing but its lock', async () => {
    await leaveBehind({ pid: 2 ** 22 + 1, startedAt: 'boot/1', nonce: 'dead' });
    // Begun one after the other, so that some read the dead holder just before the first one replaces it.
    const begun: Promise<unknown>[] = [];
    for (let count = 0; count < 200; count++) {
      begun.push(lockDirectory(directory));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const tries = await Promise.allSettled(begun);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(directory)).toEqual([LOCK_FILE]);
  });

  it('does not release a lock that is no longer its own', async () => {
    const lock = await lockDirectory(directory);
    await leaveBehind({ pid: process.pid, startedAt: 'x', nonce: 'someone else' });
    await lock.release();
    expect(await holder()).toHaveProperty('nonce', 'someone else');
  });

  it('says what to do about a lock that cannot be read', async () => {
    await writeFile(join(directory, LOCK_FILE), '');
    await expect(lockDirectory(directory)).rejects.toThrow('remove it if no Gatewright is running');
  });
});
