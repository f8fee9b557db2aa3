import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { canonicalJson } from '../shared/canonical-json.js';
import { Problem } from '../shared/problem.js';
import { type ZipEntries } from './zip/read-zip.js';
import { writeZip } from './zip/write-zip.js';

/**
 * An encrypted package is a ZIP of two entries: how it was encrypted, and the plain package under AES-256-GCM. The first
 * entry's bytes are authenticated with the second.
 */
const HEAD_ENTRY = 'META-INF/encryption.json';
const SEALED_ENTRY = 'package.sealed';

const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;
/** The one key derivation that is read: a file may not choose how much work and memory it costs. */
const KDF = { name: 'scrypt', N: 2 ** 15, r: 8, p: 1 } as const;

export const ENCRYPTION_TEXTS = {
  unreadable: 'Encrypted package could not be read.',
  passphraseNeeded: 'Package is encrypted; a passphrase is required.',
  wrongPassphrase: 'Package could not be decrypted with the given passphrase.',
  noPassphrase: 'Package encryption requested but no passphrase was supplied.',
  notEncrypted: 'Export package could not be encrypted.',
} as const;

export const isEncrypted = (entries: ZipEntries): boolean => entries.has(HEAD_ENTRY);

export async function encryptPackage(plain: Buffer, passphrase: string): Promise<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const head = headOf(salt, nonce);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), nonce).setAAD(head);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return writeZip([
    { name: HEAD_ENTRY, content: head },
    { name: SEALED_ENTRY, content: sealed, packed: false },
  ]);
}

/** The plain package. A changed byte and a wrong passphrase cannot be told apart. */
export async function decryptPackage(entries: ZipEntries, passphrase: string): Promise<Buffer> {
  const head = entries.get(HEAD_ENTRY);
  const sealed = entries.get(SEALED_ENTRY);
  if (head === undefined || sealed === undefined || entries.size !== 2 || sealed.length < TAG_BYTES) throw unreadable();
  const { salt, nonce } = readHead(head);
  const decipher = createDecipheriv('aes-256-gcm', await keyOf(passphrase, salt), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(head).setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new Problem('invalid_argument', ENCRYPTION_TEXTS.wrongPassphrase, {}, { cause });
  }
}

const headOf = (salt: Buffer, nonce: Buffer): Buffer =>
  Buffer.from(
    canonicalJson({
      format: 'gatewright-encrypted-package',
      formatVersion: 1,
      cipher: 'aes-256-gcm',
      kdf: KDF,
      salt: salt.toString('hex'),
      nonce: nonce.toString('hex'),
    }),
  );

/** Only what `headOf` writes is a head: anything else is another format or was tampered with. */
function readHead(head: Buffer): { readonly salt: Buffer; readonly nonce: Buffer } {
  const text = head.toString('latin1');
  const salt = hexOf(/"salt":"([0-9a-f]{32})"/.exec(text)?.[1]);
  const nonce = hexOf(/"nonce":"([0-9a-f]{24})"/.exec(text)?.[1]);
  if (!headOf(salt, nonce).equals(head)) throw unreadable();
  return { salt, nonce };
}

const hexOf = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'hex');

const unreadable = (): Problem => new Problem('invalid_argument', ENCRYPTION_TEXTS.unreadable);

const SCRYPT: ScryptOptions = { N: KDF.N, r: KDF.r, p: KDF.p, maxmem: 64 * 1024 * 1024 };

const keyOf = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, SCRYPT, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
