import { randomBytes, scryptSync } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from '../config/config.js';

const KEY_FILE = 'secret.key';
const KEY_TEXT_BYTES = 32;

/**
 * The sealing key: from `config.secretKey` or else from `<dataDir>/secret.key` (0600), which the first start makes. The
 * file's text is also what to set as GATEWRIGHT_SECRET_KEY on another replica.
 */
export function sealingKey(config: Pick<Config, 'secretKey' | 'dataDir'>): Buffer {
  return keyOf(config.secretKey ?? keyText(config.dataDir));
}

/** People may choose a short text, so guessing it is made dear. The salt is fixed: replicas must agree on the key. */
const keyOf = (text: string): Buffer => scryptSync(text, 'gatewright sealing key', 32, { N: 2 ** 14, r: 8, p: 1 });

function keyText(dataDir: string): string {
  const path = join(dataDir, KEY_FILE);
  const text = readIfPresent(path) ?? createKeyFile(dataDir, path);
  if (!new RegExp(`^[0-9a-f]{${2 * KEY_TEXT_BYTES}}$`).test(text)) {
    throw new ConfigError(`${path} is damaged: restore it from a copy; without it stored access keys cannot be read`);
  }
  return text;
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written whole under another name, then linked: a crash leaves no half key, and of two starters one wins. */
function createKeyFile(dataDir: string, path: string): string {
  mkdirSync(dataDir, { recursive: true });
  const text = randomBytes(KEY_TEXT_BYTES).toString('hex');
  const temporary = `${path}.${randomBytes(8).toString('hex')}`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(temporary, path);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(path, 'utf8').trim();
  } finally {
    unlinkSync(temporary);
  }
}
