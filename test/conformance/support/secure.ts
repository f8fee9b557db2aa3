import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { openTls } from '../../support/tls-client.js';
import type { SecureExchange } from '../conformance-case.js';
import { CERTIFICATES, type CertificateName, pemOf } from './certificates.js';
import { send } from './exchange.js';
import { faultsOf } from './expectations.js';

/** Over TLS, for a name, and what certificate is presented for it. */
export async function secureFaults(exchange: SecureExchange, port: number): Promise<readonly string[]> {
  const { name, presented, request, expect } = exchange;
  const connecting = openTls({ port, servername: name, rejectUnauthorized: false });
  if (presented === null) {
    return connecting.then(
      (socket) => {
        socket.destroy();
        return [`'${name}' is connected`];
      },
      () => [],
    );
  }
  const socket = await connecting;
  const found = nameOf(socket);
  const agent = new Agent();
  agent.createConnection = () => socket;
  const faults = faultsOf(await send(port, request, agent), expect);
  return found === presented ? faults : [...faults, `'${name}' is presented ${found}, must be ${presented}`];
}

/** Node gives it once. */
function nameOf(socket: TLSSocket): CertificateName | 'another' {
  const presented = socket.getPeerX509Certificate()?.fingerprint256;
  return CERTIFICATES.find((name) => new X509Certificate(pemOf(name).chain).fingerprint256 === presented) ?? 'another';
}
