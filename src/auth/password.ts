import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { invalid } from '../shared/problem.js';

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and some 60 ms for each guess. Stored with each hash, so that it can be raised without a migration. */
const COST: Cost = { N: 2 ** 15, r: 8, p: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 256;

/** @throws Problem `invalid_argument` (field `password`) when it is too short or absurdly long */
export function checkPassword(password: string): void {
  if (password.length < MIN_CHARACTERS || password.length > MAX_CHARACTERS) {
    throw invalid('password', `must have ${MIN_CHARACTERS} to ${MAX_CHARACTERS} characters`);
  }
}

/** `scrypt$<N>$<r>$<p>$<salt>$<key>`, the last two in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST, KEY_BYTES);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Whether the password made the hash. With null (no such user) it works as long and answers false, so that the time of
 * an answer does not tell which user names exist.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  if (password.length > MAX_CHARACTERS) return false;
  const { cost, salt, key } = stored === null ? NOBODY : parseHash(stored);
  const derived = await derive(password, salt, cost, key.length);
  return timingSafeEqual(derived, key) && stored !== null;
}

interface StoredHash {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly key: Buffer;
}

const NOBODY: StoredHash = { cost: COST, salt: randomBytes(SALT_BYTES), key: randomBytes(KEY_BYTES) };

function parseHash(stored: string): StoredHash {
  const match = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  if (match === null) throw new Error('a stored password hash is not readable');
  const [, N, r, p, salt = '', key = ''] = match;
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}

function derive(password: string, salt: Buffer, { N, r, p }: Cost, length: number): Promise<Buffer> {
  // Node refuses to use more than 32 MiB unless told: scrypt needs 128 * N * r bytes and a little.
  const maxmem = 128 * N * r * 2;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, length, { N, r, p, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
