import { text } from '../../rpc/decode/parameters.js';

export const vpcName = (about: string) => text(about, { maxLength: 'longestName' });
export const vpcId = (about: string) => text(about, { maxLength: 128 });

/** Read as the backend's host: a name that the gateways can resolve, or an address. */
export const instanceId = (about: string) =>
  text(about, {
    maxLength: 253,
    pattern: {
      test: /^(\w([\w.-]*\w)?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/,
      say: 'use a host name, a service name or an address that the gateways can reach',
    },
  });
export const targetHostName = text('Kept and returned.', { maxLength: 253 });
