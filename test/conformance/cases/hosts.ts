import type { ConformanceCase } from '../conformance-case.js';
import { at, exact, host, misses, prefix, saying, says, suffix } from './building.js';

export const HOSTS: readonly ConformanceCase[] = [
  {
    name: 'HostExact',
    about: 'A route with a host takes only requests for that host',
    serves: () => ({ p: saying({ shop: { hosts: [host('shop.example.com')] } }) }),
    exchanges: [says(at('shop.example.com'), 'shop'), misses(at('other.example.com')), misses(at('example.com'))],
  },
  {
    name: 'HostIgnoresCase',
    about: 'Host names have no case',
    serves: () => ({ p: saying({ shop: { hosts: [host('shop.example.com')] } }) }),
    exchanges: [says(at('SHOP.Example.COM'), 'shop')],
  },
  {
    name: 'HostIgnoresPort',
    about: 'The port that a client writes behind the host does not count',
    serves: () => ({ p: saying({ shop: { hosts: [host('shop.example.com')] } }) }),
    exchanges: [says(at('shop.example.com:8443'), 'shop')],
  },
  {
    name: 'HostIgnoresRootDot',
    about: 'A host name with the dot of the root is the same name',
    serves: () => ({ p: saying({ shop: { hosts: [host('shop.example.com')] } }) }),
    exchanges: [says(at('shop.example.com.'), 'shop')],
  },
  {
    name: 'HostIpv6',
    about: 'An address in brackets is a host',
    serves: () => ({ p: saying({ six: { hosts: [host('[::1]')] } }) }),
    exchanges: [says(at('[::1]'), 'six'), says(at('[::1]:80'), 'six')],
  },
  {
    name: 'HostSuffixWildcard',
    about: 'A leading wildcard takes one or more labels, never none',
    serves: () => ({ p: saying({ wild: { hosts: [suffix('.example.com')] } }) }),
    exchanges: [
      says(at('a.example.com'), 'wild'),
      says(at('a.b.example.com'), 'wild'),
      misses(at('example.com')),
      misses(at('badexample.com')),
    ],
  },
  {
    name: 'HostPrefixWildcard',
    about: 'A trailing wildcard takes one or more labels',
    serves: () => ({ p: saying({ wild: { hosts: [prefix('shop.')] } }) }),
    exchanges: [
      says(at('shop.example'), 'wild'),
      says(at('shop.a.b'), 'wild'),
      misses(at('shop')),
      misses(at('shops.a')),
    ],
  },
  {
    name: 'HostExactBeforeWildcard',
    about: 'An exact host goes before a wildcard, whatever their order',
    serves: () => ({
      p: saying({ wild: { hosts: [suffix('.example.com')] }, exactly: { hosts: [host('a.example.com')] } }),
    }),
    exchanges: [says(at('a.example.com'), 'exactly'), says(at('b.example.com'), 'wild')],
  },
  {
    name: 'HostLongerWildcardFirst',
    about: 'Of two leading wildcards the longer one wins',
    serves: () => ({
      p: saying({ short: { hosts: [suffix('.com')] }, long: { hosts: [suffix('.example.com')] } }),
    }),
    exchanges: [says(at('a.example.com'), 'long'), says(at('a.other.com'), 'short')],
  },
  {
    name: 'HostSuffixBeforePrefix',
    about: 'A leading wildcard goes before a trailing one',
    serves: () => ({
      p: saying({ trailing: { hosts: [prefix('shop.')] }, leading: { hosts: [suffix('.com')] } }),
    }),
    exchanges: [says(at('shop.com'), 'leading'), says(at('shop.org'), 'trailing')],
  },
  {
    name: 'HostFallsThroughToWildcard',
    about: 'A better host whose paths do not fit gives way to wildcards and then to any host',
    serves: () => ({
      p: saying({
        one: { hosts: [host('shop.example.com')], path: exact('/one') },
        two: { hosts: [suffix('.example.com')], path: exact('/two') },
        three: { hosts: [suffix('.com')], path: exact('/three') },
        four: { hosts: [prefix('shop.')], path: exact('/four') },
        five: { path: exact('/five') },
      }),
    }),
    exchanges: [
      says(at('shop.example.com', '/one'), 'one'),
      says(at('shop.example.com', '/two'), 'two'),
      says(at('shop.example.com', '/three'), 'three'),
      says(at('shop.example.com', '/four'), 'four'),
      says(at('shop.example.com', '/five'), 'five'),
      misses(at('shop.example.com', '/six')),
    ],
  },
  {
    name: 'HostWildcardFallsThroughToTrailingWildcard',
    about: 'Behind a leading wildcard a trailing one is asked only for hosts that it takes',
    serves: () => ({
      p: saying({
        leading: { hosts: [suffix('.com')], path: exact('/a') },
        trailing: { hosts: [prefix('shop.')], path: exact('/b') },
      }),
    }),
    exchanges: [
      says(at('shop.com', '/b'), 'trailing'),
      says(at('SHOP.com', '/b'), 'trailing'),
      misses(at('other.com', '/b')),
    ],
  },
  {
    name: 'HostBeforePath',
    about: 'A better host goes before a better path',
    serves: () => ({
      p: saying({ hosted: { hosts: [host('a.example')] }, anywhere: { path: exact('/x') } }),
    }),
    exchanges: [says(at('a.example', '/x'), 'hosted'), says(at('b.example', '/x'), 'anywhere')],
  },
  {
    name: 'HostOneOfSeveral',
    about: 'A route with several hosts takes each of them',
    serves: () => ({ p: saying({ both: { hosts: [host('a.example'), suffix('.b.example')] } }) }),
    exchanges: [says(at('a.example'), 'both'), says(at('x.b.example'), 'both'), misses(at('c.example'))],
  },
];
