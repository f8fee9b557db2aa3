import { ConfigError } from '../../config/config.js';
import { AddressPolicy } from './address-policy.js';

describe('AddressPolicy', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('lets %s through', (address) => {
    expect(new AddressPolicy([]).allowsAddress(address)).toBe(true);
  });

  it.each([
    ['loopback', '127.0.0.1'],
    ['all of loopback', '127.255.0.9'],
    ['this network', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private 10', '10.1.2.3'],
    ['private 172', '172.16.0.1'],
    ['private 192', '192.168.1.1'],
    ['link-local', '169.254.169.254'],
    ['CGNAT', '100.64.0.1'],
    ['CGNAT, Alibaba metadata', '100.100.100.200'],
    ['Azure metadata', '168.63.129.16'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['documentation', '192.0.2.1'],
    ['benchmarking', '198.18.0.1'],
    ['IPv6 loopback', '::1'],
    ['IPv6 unspecified', '::'],
    ['unique local', 'fd00::1'],
    ['IPv6 link-local', 'fe80::1'],
    ['IPv6 link-local with zone', 'fe80::1%eth0'],
    ['IPv6 multicast', 'ff02::1'],
    ['old site-local', 'fec0::1'],
    ['mapped', '::ffff:127.0.0.1'],
    ['mapped in hex', '::ffff:7f00:1'],
    ['compatible', '::127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001::1'],
    ['IPv6 documentation', '2001:db8::1'],
    ['IPv6 not yet given out', '4000::1'],
    ['no address', 'localhost'],
    ['nothing', ''],
  ])('refuses %s %s', (_what, address) => {
    expect(new AddressPolicy([]).allowsAddress(address)).toBe(false);
  });

  it('lets through what is allowed, and only that', () => {
    const policy = new AddressPolicy(['10.0.0.0/8', '127.0.0.1', '[::1]', 'fd00::/16', 'Specs.Corp.']);
    for (const allowed of ['10.9.9.9', '::ffff:10.9.9.9', '127.0.0.1', '::1', 'fd00::7']) {
      expect([allowed, policy.allowsAddress(allowed)]).toEqual([allowed, true]);
    }
    for (const refused of ['11.0.0.1.2', '127.0.0.2', 'fd01::1', '172.16.0.1']) {
      expect([refused, policy.allowsAddress(refused)]).toEqual([refused, false]);
    }
    expect(policy.allowsHost('specs.corp')).toBe(true);
    expect(policy.allowsHost('specs.corp.')).toBe(true);
    expect(policy.allowsHost('other.corp')).toBe(false);
  });

  it.each(['10.0.0.0/99', 'host/8', '10.0.0/8x'])('refuses the setting %s', (entry) => {
    expect(() => new AddressPolicy([entry])).toThrow(ConfigError);
  });
});
