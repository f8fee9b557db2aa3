import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server, ServerOptions } from 'node:http';
import { createServer } from 'node:https';
import { fileURLToPath } from 'node:url';

/**
 * Backends that speak TLS, by what is the matter with their certificate; see certificates/README.md. `right` and the ones
 * that follow it are for `localhost` and 127.0.0.1, but `wrong-name`.
 */
export const CERTIFICATES = ['right', 'wrong-name', 'untrusted', 'expired'] as const;
export type CertificateName = (typeof CERTIFICATES)[number];

const fileOf = (name: string): URL => new URL(`certificates/${name}`, import.meta.url);

export async function secureServer(name: CertificateName): Promise<(options: ServerOptions) => Server> {
  const [cert, key] = await Promise.all([readFile(fileOf(`${name}.pem`)), readFile(fileOf(`${name}.key`))]);
  return (options) => createServer({ ...options, cert, key });
}

/** The same for planes to present, under whatever name. */
export const pemOf = (name: CertificateName): { readonly chain: string; readonly key: string } => ({
  chain: readFileSync(fileOf(`${name}.pem`), 'utf8'),
  key: readFileSync(fileOf(`${name}.key`), 'utf8'),
});

/** PEM file of the authority that planes have to believe. */
export const TRUSTED_AUTHORITY = fileURLToPath(fileOf('trusted-ca.pem'));
