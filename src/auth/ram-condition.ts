import ipaddr from 'ipaddr.js';
import { matchesWildcard } from './wildcard.js';

type Test = (actual: string, wanted: string) => boolean;
type ValueKind = 'text' | 'number' | 'date' | 'boolean' | 'network';

interface Operator {
  readonly kind: ValueKind;
  readonly test: Test;
  /** A negated operator holds when no value matches, and when the request has no such key. */
  readonly negated: boolean;
}

/** Facts about the call, by condition key, e.g. `acs:SourceIp`. */
export type RamContext = ReadonlyMap<string, string>;

export interface RamCondition {
  readonly operator: ConditionOperator;
  readonly key: string;
  /** Alternatives. */
  readonly values: readonly string[];
}

const equals: Test = (actual, wanted) => actual === wanted;
const equalsIgnoreCase: Test = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase();
const like: Test = (actual, wanted) => matchesWildcard(wanted, actual);

const compared =
  (toNumber: (text: string) => number, holds: (actual: number, wanted: number) => boolean): Test =>
  (actual, wanted) =>
    holds(toNumber(actual), toNumber(wanted));

const comparisons = {
  Equals: (actual: number, wanted: number) => actual === wanted,
  LessThan: (actual: number, wanted: number) => actual < wanted,
  LessThanEquals: (actual: number, wanted: number) => actual <= wanted,
  GreaterThan: (actual: number, wanted: number) => actual > wanted,
  GreaterThanEquals: (actual: number, wanted: number) => actual >= wanted,
};

const when = (kind: ValueKind, test: Test): Operator => ({ kind, test, negated: false });
const unless = (kind: ValueKind, test: Test): Operator => ({ kind, test, negated: true });
const byNumber = (name: keyof typeof comparisons) => compared(numberOf, comparisons[name]);
const byDate = (name: keyof typeof comparisons) => compared(timeOf, comparisons[name]);

/** Source: cloudapi-2016-07-14.md 2.1, "Conditions". */
const OPERATORS = {
  StringEquals: when('text', equals),
  StringNotEquals: unless('text', equals),
  StringEqualsIgnoreCase: when('text', equalsIgnoreCase),
  StringNotEqualsIgnoreCase: unless('text', equalsIgnoreCase),
  StringLike: when('text', like),
  StringNotLike: unless('text', like),
  NumericEquals: when('number', byNumber('Equals')),
  NumericNotEquals: unless('number', byNumber('Equals')),
  NumericLessThan: when('number', byNumber('LessThan')),
  NumericLessThanEquals: when('number', byNumber('LessThanEquals')),
  NumericGreaterThan: when('number', byNumber('GreaterThan')),
  NumericGreaterThanEquals: when('number', byNumber('GreaterThanEquals')),
  DateEquals: when('date', byDate('Equals')),
  DateNotEquals: unless('date', byDate('Equals')),
  DateLessThan: when('date', byDate('LessThan')),
  DateLessThanEquals: when('date', byDate('LessThanEquals')),
  DateGreaterThan: when('date', byDate('GreaterThan')),
  DateGreaterThanEquals: when('date', byDate('GreaterThanEquals')),
  Bool: when('boolean', equalsIgnoreCase),
  IpAddress: when('network', inNetwork),
  NotIpAddress: unless('network', inNetwork),
} as const satisfies Record<string, Operator>;

export type ConditionOperator = keyof typeof OPERATORS;
export const CONDITION_OPERATORS = Object.keys(OPERATORS) as ConditionOperator[];

/** One key under one operator: its values are alternatives. */
export function conditionHolds({ operator, key, values }: RamCondition, context: RamContext): boolean {
  const { test, negated } = OPERATORS[operator];
  const actual = context.get(key);
  if (actual === undefined) return negated;
  return values.some((wanted) => test(actual, wanted)) !== negated;
}

/** Why a value cannot be compared by an operator; null when it can. */
export function valueFault(operator: ConditionOperator, value: string): string | null {
  switch (OPERATORS[operator].kind) {
    case 'text':
      return null;
    case 'number':
      return Number.isNaN(numberOf(value)) ? 'must be a number' : null;
    case 'date':
      return Number.isNaN(timeOf(value)) ? 'must be a time such as 2012-11-11T23:59:59Z' : null;
    case 'boolean':
      return /^(true|false)$/i.test(value) ? null : "must be 'true' or 'false'";
    case 'network':
      return networkOf(value) === null ? 'must be an IP address or a CIDR' : null;
  }
}

function numberOf(text: string): number {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

function timeOf(text: string): number {
  return ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
interface Network {
  readonly address: Address;
  readonly bits: number;
}

function inNetwork(actual: string, wanted: string): boolean {
  const caller = networkOf(actual);
  const network = networkOf(wanted);
  if (caller === null || network === null || caller.address.kind() !== network.address.kind()) return false;
  return caller.address.match(network.address, network.bits);
}

/** Address or CIDR; an IPv4 address inside IPv6 counts as IPv4. Null for anything else, also for octal or short forms. */
function networkOf(text: string): Network | null {
  const [addressText = '', bitsText, ...rest] = text.split('/');
  const address = addressOf(addressText);
  if (address === null || rest.length > 0) return null;
  const width = address.kind() === 'ipv4' ? 32 : 128;
  const bits = bitsText === undefined ? width : /^\d{1,3}$/.test(bitsText) ? Number(bitsText) : -1;
  if (bits < 0 || bits > width) return null;
  return unmapped(address, bits);
}

function addressOf(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null;
}

const MAPPED_PREFIX_BITS = 96;

function unmapped(address: Address, bits: number): Network {
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= MAPPED_PREFIX_BITS;
  return isMapped ? { address: address.toIPv4Address(), bits: bits - MAPPED_PREFIX_BITS } : { address, bits };
}
