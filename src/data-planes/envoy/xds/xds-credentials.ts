import { constants, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';

/** Paths of PEM files: a certificate chain, its key, and the authorities that clients' certificates must come from. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

export interface CredentialsLogger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

interface Pems {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
}

/**
 * File systems tell of changes too unreliably (symbolic links, network and container mounts) to wait for word of them.
 * Three small files cost nothing to read.
 */
const LOOK_EVERY_MS = 2_000;

/** Every client shows a certificate of the authorities, or there is no connection. */
const HANDSHAKE = { requestCert: true, rejectUnauthorized: true };

/**
 * Mutual TLS from files. Files that change are used for new connections from then on; ones that cannot be used change
 * nothing.
 */
export class XdsCredentials extends ServerCredentials {
  #used: Pems;
  /** Why the files cannot be used now; told once. */
  #problem: string | null = null;
  #looking: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  private constructor(
    private readonly files: CertificateFiles,
    private readonly logger: CredentialsLogger,
    pems: Pems,
  ) {
    super(HANDSHAKE, contextOf(pems, files));
    this.#used = pems;
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  /** Rejects with what is wrong with the files. */
  static async open(files: CertificateFiles, logger: CredentialsLogger): Promise<XdsCredentials> {
    const credentials = new XdsCredentials(files, logger, await read(files));
    logger.info(credentials.#facts(), 'xDS is served with TLS');
    return credentials;
  }

  /** Resolves when what is in the files now is used or was found to be of no use. Never rejects. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }

  async #look(): Promise<void> {
    try {
      const pems = await read(this.files);
      if (!isSame(pems, this.#used)) this.#use(pems);
      this.#problem = null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason === this.#problem) return;
      this.#problem = reason;
      this.logger.warn({ reason }, 'the certificate files of xDS cannot be used; what they held before still is');
    }
  }

  #use(pems: Pems): void {
    this.updateSecureContextOptions(contextOf(pems, this.files));
    this.#used = pems;
    this.logger.info(
      this.#facts(),
      'the certificate files of xDS have changed: new connections get what they hold now',
    );
  }

  #facts(): object {
    const { subjectAltName, validTo } = new X509Certificate(this.#used.cert);
    return { certificate: this.files.cert, subjectAltName, validTo };
  }
}

async function read({ cert, key, ca }: CertificateFiles): Promise<Pems> {
  const [certPem, keyPem, caPem] = await Promise.all([readFile(cert), readFile(key), readFile(ca)]);
  return { cert: certPem, key: keyPem, ca: caPem };
}

const isSame = (one: Pems, other: Pems): boolean =>
  one.cert.equals(other.cert) && one.key.equals(other.key) && one.ca.equals(other.ca);

/** Throws with the file and what is wrong with it. */
function contextOf(pems: Pems, files: CertificateFiles): SecureContextOptions {
  certificateIn(pems.ca, files.ca);
  const certificate = certificateIn(pems.cert, files.cert);
  if (!certificate.checkPrivateKey(keyIn(pems.key, files.key))) {
    throw new Error(`${files.key} is not the key of ${files.cert}`);
  }
  // Tickets would let a client come back without its certificate being looked at.
  const options = { ...pems, minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_TICKET } as const;
  createSecureContext(options);
  return options;
}

function certificateIn(pem: Buffer, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new Error(`${path} holds no PEM certificate`, { cause: error });
  }
}

function keyIn(pem: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new Error(`${path} holds no PEM key that can be used as it is`, { cause: error });
  }
}
