import { randomBytes } from 'node:crypto';

/** Every object's id: 32 lower-case hex characters, random. cloudapi shows it whole, apiops its first 24. */
export type Id = string;

export const newId = (): Id => randomBytes(16).toString('hex');

/** Random printable secret of `bytes` bytes of entropy, URL-safe. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString('base64url');

export const isId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);
