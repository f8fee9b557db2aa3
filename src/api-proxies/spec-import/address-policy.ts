import ipaddr from 'ipaddr.js';
import { ConfigError } from '../../config/config.js';
import { isMetadataAddress } from '../../shared/metadata-addresses.js';

type Address = ReturnType<typeof ipaddr.process>;
type Range = ReturnType<typeof ipaddr.parseCIDR>;

const GLOBAL_UNICAST_V6 = ipaddr.parseCIDR('2000::/3');

/**
 * Which addresses specification import may connect to: the public internet, and what GATEWRIGHT_FETCH_ALLOW names.
 * Everything special (loopback, private, link-local, CGNAT, multicast, mapped, translated, reserved) is refused.
 */
export class AddressPolicy {
  private readonly hosts: ReadonlySet<string>;
  private readonly ranges: readonly Range[];

  /** `allow`: CIDRs, addresses and host names. Throws ConfigError on one that cannot mean anything. */
  constructor(allow: readonly string[]) {
    const isRange = (entry: string) => entry.includes('/') || ipaddr.isValid(unbracketed(entry));
    this.ranges = allow.filter(isRange).map(rangeOf);
    this.hosts = new Set(allow.filter((entry) => !isRange(entry)).map(hostName));
  }

  /** Is the name trusted, wherever it leads? */
  allowsHost(host: string): boolean {
    return this.hosts.has(hostName(host));
  }

  /** `text`: an address as DNS or a URL gives it, without brackets. */
  allowsAddress(text: string): boolean {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return isPublic(address) || this.ranges.some((range) => isWithin(address, range));
  }
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast' || isMetadataAddress(address.toString())) return false;
  return address.kind() === 'ipv4' || isWithin(address, GLOBAL_UNICAST_V6);
}

const isWithin = (address: Address, range: Range): boolean =>
  address.kind() === range[0].kind() && address.match(range);

function rangeOf(entry: string): Range {
  const text = unbracketed(entry);
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text);
    const address = ipaddr.process(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch (error) {
    throw new ConfigError(`GATEWRIGHT_FETCH_ALLOW: '${entry}' is not a CIDR such as 10.0.0.0/8`, { cause: error });
  }
}

const unbracketed = (text: string): string => text.replace(/^\[|\]$/g, '');
const hostName = (text: string): string => text.toLowerCase().replace(/\.$/, '');
