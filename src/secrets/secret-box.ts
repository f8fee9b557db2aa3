import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ConfigError } from '../config/config.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 1;

/** Seals secrets that must be read again, because an HMAC needs them. The owner's id is bound in: rows cannot be swapped. */
export class SecretBox {
  readonly #key: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Format byte, nonce, tag, ciphertext. */
  seal(secret: string, ownerId: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce).setAAD(Buffer.from(ownerId));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), text]);
  }

  /** @throws ConfigError when another key sealed it, or when it was changed since */
  open(sealed: Buffer, ownerId: string): string {
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
    const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
    const text = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES);
    try {
      if (sealed[0] !== FORMAT) throw new Error('unknown format');
      const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(ownerId)).setAuthTag(tag);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new ConfigError(
        `the stored secret of ${ownerId} was sealed with another key: set GATEWRIGHT_SECRET_KEY to the first ` +
          `replica's (there: the variable, or the text in secret.key of its data directory)`,
        { cause },
      );
    }
  }
}
