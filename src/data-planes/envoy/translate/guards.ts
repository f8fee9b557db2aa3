import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { DOT_PARAMETERS, MALFORMED } from '../../../ir/normalise-path.js';
import {
  type HeaderMatcherSchema,
  type Route,
  type RouteMatchSchema,
  RouteSchema,
} from '../generated/envoy/config/route/v3/route_components_pb.js';
import type { StringMatcherSchema } from '../generated/envoy/type/matcher/v3/string_pb.js';
import { type Filter, flags, type Mapper, refusing, reply } from './errors.js';

type HeaderMatcher = MessageInitShape<typeof HeaderMatcherSchema>;

/**
 * Routes that stand before all others of a virtual host: they refuse what the embedded gateway refuses and what Envoy by
 * itself lets through. `domain`: the virtual host's.
 */
export const guardsOf = (domain: string): readonly Route[] => (domain.includes('*') ? ANY_HOST : ONE_HOST);

/** The same for routes of one path, which is well-formed. */
export const guardsOfPath = (domain: string): readonly Route[] => (domain.includes('*') ? HOST_ALONE : []);

interface Guard {
  readonly name: string;
  readonly match: MessageInitShape<typeof RouteMatchSchema>;
  /** The same as `match` says, of the request's headers. */
  readonly header: HeaderMatcher;
  readonly message: string;
}

const matching = (name: string, matchPattern: MessageInitShape<typeof StringMatcherSchema>['matchPattern']) => ({
  name,
  headerMatchSpecifier: { case: 'stringMatch', value: { matchPattern } } as const,
});

/** Envoy joins several Host headers to one with a comma, which only a wildcard takes. */
const COMMA_IN_HOST = matching(':authority', { case: 'contains', value: ',' });
const TWO_HOSTS: Guard = {
  name: 'two-hosts',
  match: { pathSpecifier: { case: 'prefix', value: '' }, headers: [COMMA_IN_HOST] },
  header: COMMA_IN_HOST,
  message: 'Invalid request: Host',
};

/** A percent sign that escapes nothing, or a control byte; not in the query. */
const LOOSE_SIGN = '[^?]*%(?:[01][0-9A-Fa-f].*|7[Ff].*|[^0-9A-Fa-f].*|[0-9A-Fa-f][^0-9A-Fa-f].*|.?)';
const MALFORMED_PATH: Guard = {
  name: 'malformed-path',
  match: {
    pathSpecifier: { case: 'safeRegex', value: { regex: LOOSE_SIGN } },
    // Headers are looked at first: few paths have a percent sign.
    headers: [matching(':path', { case: 'contains', value: '%' })],
  },
  header: matching(':path', { case: 'safeRegex', value: { regex: LOOSE_SIGN } }),
  message: `Invalid request path: ${MALFORMED}`,
};

/** `..` with parameters, of which the dots were escaped: backends may take it for a way up. */
const UP_WITH_PARAMETERS = '[^?]*/\\.\\.;.*';
const DOT_SEGMENT: Guard = {
  name: 'dot-segment',
  match: {
    pathSpecifier: { case: 'safeRegex', value: { regex: UP_WITH_PARAMETERS } },
    headers: [matching(':path', { case: 'contains', value: '/..;' })],
  },
  header: matching(':path', { case: 'safeRegex', value: { regex: UP_WITH_PARAMETERS } }),
  message: `Invalid request path: ${DOT_PARAMETERS}`,
};

const guardRoute = ({ name, match, message }: Guard): Route =>
  create(RouteSchema, { name, match, ...refusing(400, 'GW-400', message) });

const ANY_HOST = [TWO_HOSTS, MALFORMED_PATH, DOT_SEGMENT].map(guardRoute);
const ONE_HOST = [MALFORMED_PATH, DOT_SEGMENT].map(guardRoute);
const HOST_ALONE = [TWO_HOSTS].map(guardRoute);

/** The same for requests that no route table is found for. */
export const GUARD_REPLIES: readonly Mapper[] = [TWO_HOSTS, MALFORMED_PATH, DOT_SEGMENT].map(({ header, message }) => {
  const isGuarded: Filter = { filterSpecifier: { case: 'headerFilter', value: { header } } };
  const filters = [flags('NR'), isGuarded];
  return reply({ filterSpecifier: { case: 'andFilter', value: { filters } } }, 400, 'GW-400', message);
});
