import {
  LOAD_BALANCE_ALGORITHMS,
  type LoadBalanceAlgorithm,
  type Routing,
  type RoutingAddress,
} from '../../../model/api-proxy.js';
import type { Fields } from './fields.js';

/** Routing as it was sent. `addresses` undefined: none were named, so the specification's or the stored ones hold. */
export type RoutingInput = Omit<Routing, 'addresses'> & { readonly addresses: readonly RoutingAddress[] | undefined };

/** Other spellings of an algorithm. Source: apiops.md 10.17. */
const ALGORITHM_ALIASES: Readonly<Record<string, LoadBalanceAlgorithm>> = {
  WEIGHTED_ROUND_ROBIN: 'WEIGHTED',
  LEAST_CONNECTIONS: 'LRU',
};
const ALGORITHM_WORDS = [...LOAD_BALANCE_ALGORITHMS, ...Object.keys(ALGORITHM_ALIASES)];
const SOAP_TYPES = ['SOAP11', 'SOAP12', 'HTTP'] as const;

export const DEFAULT_ROUTING: Routing = {
  enabled: true,
  addresses: [],
  algorithm: 'ROUND_ROBIN',
  connectTimeoutMs: 30_000,
  readTimeoutMs: 60_000,
  retryCount: 0,
  failoverRetryCount: 0,
  mirrorEnabled: false,
  ignoreRoutingError: false,
};

/** `defaultWeight`: 100 on the URL pages, 1 on the file pages. Source: apiops.md 4.4, 10.18. */
export function decodeRouting(routing: Fields, defaultWeight: number): RoutingInput {
  return {
    enabled: routing.flag('routingEnabled') ?? DEFAULT_ROUTING.enabled,
    addresses: routing.objects('routingAddressList')?.map((address) => decodeAddress(address, defaultWeight)),
    algorithm: decodeAlgorithm(routing, 'loadBalanceAlgorithm') ?? DEFAULT_ROUTING.algorithm,
    connectTimeoutMs: routing.seconds('connectTimeout') ?? DEFAULT_ROUTING.connectTimeoutMs,
    readTimeoutMs: routing.seconds('readTimeout') ?? DEFAULT_ROUTING.readTimeoutMs,
    retryCount: routing.wholeNumber('retryCount') ?? DEFAULT_ROUTING.retryCount,
    failoverRetryCount: routing.wholeNumber('failoverRetryCount') ?? DEFAULT_ROUTING.failoverRetryCount,
    mirrorEnabled: routing.flag('mirrorEnabled', 'echoEnabled') ?? DEFAULT_ROUTING.mirrorEnabled,
    ignoreRoutingError: routing.flag('ignoreRoutingError') ?? DEFAULT_ROUTING.ignoreRoutingError,
  };
}

export const decodeAddress = (address: Fields, defaultWeight: number): RoutingAddress => ({
  address: address.requiredText('address').trim(),
  weight: address.wholeNumber('weight') ?? defaultWeight,
  healthCheckEnabled: address.flag('healthCheckEnabled', 'healthMonitoringEnabled') ?? false,
  role: 'PRIMARY',
  soapType: address.oneOf('soapType', SOAP_TYPES) ?? 'SOAP11',
});

/** Undefined when the request names none. */
export function decodeAlgorithm(routing: Fields, field: string): LoadBalanceAlgorithm | undefined {
  const word = routing.oneOf(field, ALGORITHM_WORDS);
  if (word === undefined) return undefined;
  return LOAD_BALANCE_ALGORITHMS.find((algorithm) => algorithm === word) ?? ALGORITHM_ALIASES[word];
}
