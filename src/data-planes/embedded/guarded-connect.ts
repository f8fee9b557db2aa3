import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';
import { isMetadataAddress } from '../../shared/metadata-addresses.js';

/** May a backend be reached at this address and port? */
export type AddressGuard = (address: string, port: number) => boolean;

/** Refuses metadata addresses, and this machine at the control plane's own ports. */
export const guardOf =
  (ownPorts: readonly number[]): AddressGuard =>
  (address, port) =>
    !isMetadataAddress(address) && !(ownPorts.includes(port) && isThisMachine(address));

/**
 * Connects only where the guard lets it. It is asked for the very addresses that the socket uses, so neither a name that
 * leads here nor one that changes its mind after the compilation gains anything.
 */
export function guardedConnector(port: number, timeoutMs: number, allows: AddressGuard): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false, lookup: guardedLookup(port, allows) });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    if (ipaddr.isValid(host) && !allows(host, port)) callback(refused(host), null);
    else connect(options, callback);
  };
}

const guardedLookup =
  (port: number, allows: AddressGuard): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const allowed = addresses.filter(({ address }) => allows(address, port));
      const [first] = allowed;
      if (first === undefined) callback(refused(hostname), '', 0);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });

const refused = (host: string): Error =>
  Object.assign(new Error(`'${host}' leads to an address that may not be a backend`), { code: 'EACCES' });

function isThisMachine(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (['loopback', 'unspecified'].includes(address.range())) return true;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some(
    (known) => ipaddr.isValid(known.address) && ipaddr.process(known.address).toString() === `${address}`,
  );
}
