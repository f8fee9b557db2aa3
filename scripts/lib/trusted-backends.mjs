import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';

/**
 * Writes the certificate authorities that this Node trusts (Mozilla's, and those of NODE_EXTRA_CA_CERTS) to a file in
 * `folder`; gives its path. An Envoy that reads it believes the backends that the embedded gateway believes.
 */
export function writeTrustedBackends(folder) {
  const file = join(folder, 'trusted-backends.pem');
  // Several may be at it at once, and Envoy must not read half of it.
  const draft = `${file}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(draft, [...new Set(getCACertificates('default'))].join('\n'));
  renameSync(draft, file);
  return file;
}
