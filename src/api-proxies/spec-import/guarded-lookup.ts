import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { AddressPolicy } from './address-policy.js';
import { refusedHost } from './fetch-problem.js';

/** Every address of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/**
 * Name resolution for `net.connect` that hands over checked addresses only. It runs at connect time and its answer is
 * what the socket uses, so a name that changes its mind after a check (DNS rebinding) gains nothing.
 */
export function guardedLookup(policy: AddressPolicy, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    addressesOf(hostname, policy, resolve).then(
      ([first, ...others]) => {
        if (first === undefined) callback(refusedHost(hostname), '', 0);
        else if (options.all) callback(null, [first, ...others]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

async function addressesOf(hostname: string, policy: AddressPolicy, resolve: Resolve): Promise<LookupAddress[]> {
  const found = await resolve(hostname);
  return found.filter(({ address }) => policy.allowsHost(hostname) || policy.allowsAddress(address));
}
