import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { invalid } from '../shared/problem.js';

/** A certificate as a caller gives it: PEM texts. */
export interface CertificateInput {
  /** The domain's own first, then those that lead to its authority. */
  readonly body: string;
  readonly key: string;
}

/**
 * From when to when it is valid.
 * @throws Problem invalid_argument for a text that is no certificate, one of another domain, one that is not valid now,
 * and a key that is not its own; never with a part of the key in its words
 */
export function readCertificate(
  { body, key }: CertificateInput,
  domain: string,
  now: Date,
): { readonly validFrom: Date; readonly validTo: Date } {
  const certificate = certificateOf(body);
  if (!isFor(certificate, domain)) throw invalid('CertificateBody', `it is not for ${domain}`);
  const [validFrom, validTo] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (now < validFrom) throw invalid('CertificateBody', `it is valid only from ${validFrom.toISOString()} on`);
  if (now > validTo) throw invalid('CertificateBody', `it has expired at ${validTo.toISOString()}`);
  if (!certificate.checkPrivateKey(keyOf(key))) {
    throw invalid('CertificatePrivateKey', 'it is not the key of the certificate');
  }
  return { validFrom, validTo };
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Of a chain the first; each of the others must be one, too. */
function certificateOf(text: string): X509Certificate {
  const [own] = (text.match(BLOCK) ?? []).map(parsed);
  if (own === undefined) throw invalid('CertificateBody', NO_CERTIFICATE);
  return own;
}

const NO_CERTIFICATE = 'it is not a certificate in PEM';

function parsed(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw invalid('CertificateBody', NO_CERTIFICATE);
  }
}

function keyOf(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    // What OpenSSL says may quote the text.
    throw invalid('CertificatePrivateKey', 'it is not a private key in PEM without a passphrase');
  }
}

/** A wildcard is covered by the same wildcard only. */
const isFor = (certificate: X509Certificate, domain: string): boolean =>
  domain.startsWith('*.')
    ? (certificate.subjectAltName ?? '').split(', ').includes(`DNS:${domain}`)
    : certificate.checkHost(domain) !== undefined;
