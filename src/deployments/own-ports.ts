import ipaddr from 'ipaddr.js';
import type { Config } from '../config/config.js';
import type { Endpoint, Fragment } from '../ir/fragment.js';

type OwnAddresses = Pick<Config, 'host' | 'port' | 'xdsHost' | 'xdsPort'>;

/**
 * Endpoints that lead back into the control plane: its own ports on this machine. Through the gateway, anybody could reach
 * what only the loopback may. Pure.
 */
export function ownEndpoints(fragment: Fragment, config: OwnAddresses): Endpoint[] {
  const ports = new Set([config.port, config.xdsPort]);
  return fragment.upstreams
    .flatMap((upstream) => upstream.endpoints)
    .filter(({ host, port }) => ports.has(port) && isThisMachine(host, config));
}

function isThisMachine(host: string, { host: boundHost, xdsHost }: OwnAddresses): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === boundHost || name === xdsHost || name === 'localhost' || name.endsWith('.localhost')) return true;
  const literal = name.replace(/^\[|\]$/g, '');
  if (!ipaddr.isValid(literal)) return false;
  return ['loopback', 'unspecified'].includes(ipaddr.process(literal).range());
}
