import { createHash, randomBytes, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '../secrets/secret-box.js';
import type { AppCode, AppKey } from './app.js';
import type { SealedCode, SealedKey } from './app-credentials.repository.js';

/** By which a code is looked up, here and in the gateways. */
export const codeDigest = (code: string): string => createHash('sha256').update(code).digest('hex');

/** 9 to 14 digits. */
export const newAppId = (): string => String(randomInt(100_000_000, 100_000_000_000_000));

export const newAppKey = (): string => String(randomInt(100_000_000, 100_000_000_000_000));

/** Of an AppSecret or an AppCode: 32 hexadecimal characters. */
export const newAppSecret = (): string => randomBytes(16).toString('hex');

/** Seals what apps call with, and opens it for their owner. */
@Injectable()
export class AppSecrets {
  constructor(private readonly box: SecretBox) {}

  sealKey(key: string, secret: string): Pick<SealedKey, 'key' | 'secretSealed'> {
    return { key, secretSealed: this.box.seal(secret, key) };
  }

  sealCode(code: string): Pick<SealedCode, 'digest' | 'codeSealed'> {
    const digest = codeDigest(code);
    return { digest, codeSealed: this.box.seal(code, digest) };
  }

  openKey({ key, secretSealed, createdAt, modifiedAt }: SealedKey): AppKey {
    return { key, secret: this.box.open(secretSealed, key), createdAt, modifiedAt };
  }

  openCode({ digest, codeSealed, createdAt, modifiedAt }: SealedCode): AppCode {
    return { code: this.box.open(codeSealed, digest), createdAt, modifiedAt };
  }
}
