import ipaddr from 'ipaddr.js';

/** Is this the IP address of this machine that no other reaches? False for names. */
export const isLoopback = (host: string): boolean =>
  ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback';
