import { createSecureContext, type SecureContext } from 'node:tls';
import type { HostCertificate } from '../../ir/fragment.js';
import { textOfHost } from '../../ir/precedence.js';
import type { ReleaseKey } from '../data-plane.js';

/** A certificate, ready to be presented. */
export interface ServedCertificate {
  readonly id: string;
  /** Pattern of the names that it is presented for. */
  readonly host: string;
  readonly context: SecureContext;
}

/** What the releases of one environment bring; each release of a group brings those of the group. */
export class Certificates {
  /** By pattern, then by release. */
  readonly #byHost = new Map<string, Map<ReleaseKey, ServedCertificate>>();

  at(host: string): ServedCertificate | undefined {
    const [first] = this.#byHost.get(host)?.values() ?? [];
    return first;
  }

  add(owner: ReleaseKey, certificate: ServedCertificate): void {
    const owners = this.#byHost.get(certificate.host) ?? new Map<ReleaseKey, ServedCertificate>();
    this.#byHost.set(certificate.host, owners.set(owner, certificate));
  }

  remove(owner: ReleaseKey, { host }: ServedCertificate): void {
    const owners = this.#byHost.get(host);
    owners?.delete(owner);
    if (owners?.size === 0) this.#byHost.delete(host);
  }
}

/** For releases that come together. Throws on what is no certificate with its key, without a part of the key in its words. */
export class CertificateReader {
  readonly #read = new Map<string, ServedCertificate>();

  constructor(private readonly served: Certificates) {}

  read({ id, host: pattern, chain, key }: HostCertificate): ServedCertificate {
    const host = textOfHost(pattern);
    const name = `${id} ${host}`;
    const before = this.served.at(host);
    const known = this.#read.get(name) ?? (before?.id === id ? before : undefined);
    const certificate = known ?? { id, host, context: contextOf(host, chain, key) };
    this.#read.set(name, certificate);
    return certificate;
  }
}

/** The most specific one for the name that a caller asks for; of several places the first. */
export function chooseCertificate(name: string, places: readonly Certificates[]): ServedCertificate | null {
  for (const host of patternsOf(name.toLowerCase())) {
    for (const place of places) {
      const found = place.at(host);
      if (found !== undefined) return found;
    }
  }
  return null;
}

/** That match the name, the most specific first: the name, then its wildcards over one level and more. */
export function* patternsOf(name: string): Iterable<string> {
  yield name;
  for (let dot = name.indexOf('.', 1); dot > 0; dot = name.indexOf('.', dot + 1)) yield `*${name.slice(dot)}`;
}

function contextOf(host: string, cert: string, key: string): SecureContext {
  try {
    return createSecureContext({ cert, key });
  } catch {
    // What OpenSSL says may quote the text.
    throw new Error(`the certificate of ${host} and its key cannot be used`);
  }
}
