import { newSecret } from '../shared/ids.js';

const BYTES = 48;

/** What proves, beside the secret, that the holder of a temporary key was given it. */
export const newSessionToken = (): string => newSecret(BYTES);

export const isSessionToken = (text: string): boolean => /^[\w-]{64}$/.test(text);

export const isTemporary = (accessKeyId: string): boolean => accessKeyId.startsWith('STS.');
