import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type HeaderMatcherSchema,
  type Route,
  type RouteMatchSchema,
  RouteSchema,
} from '../generated/envoy/config/route/v3/route_components_pb.js';
import { refusing } from './errors.js';

/**
 * Routes that stand before all others of a virtual host: they refuse what the embedded gateway refuses and what Envoy by
 * itself lets through. `domain`: the virtual host's.
 */
export const guardsOf = (domain: string): readonly Route[] =>
  domain.includes('*') ? [TWO_HOSTS, MALFORMED_PATH] : [MALFORMED_PATH];

const containing = (name: string, text: string): MessageInitShape<typeof HeaderMatcherSchema> => ({
  name,
  headerMatchSpecifier: { case: 'stringMatch', value: { matchPattern: { case: 'contains', value: text } } },
});

const guard = (name: string, match: MessageInitShape<typeof RouteMatchSchema>, message: string): Route =>
  create(RouteSchema, { name, match, ...refusing(400, 'GW-400', message) });

/** Envoy joins several Host headers to one with a comma, which only a wildcard takes. */
const TWO_HOSTS = guard(
  'two-hosts',
  { pathSpecifier: { case: 'prefix', value: '' }, headers: [containing(':authority', ',')] },
  'Invalid request: Host',
);

/** A percent sign that escapes nothing, or a control byte. Headers are looked at first: few paths have a percent sign. */
const MALFORMED_PATH = guard(
  'malformed-path',
  {
    pathSpecifier: {
      case: 'safeRegex',
      value: { regex: '.*%(?:[01][0-9A-Fa-f].*|7[Ff].*|[^0-9A-Fa-f].*|[0-9A-Fa-f][^0-9A-Fa-f].*|.?)' },
    },
    headers: [containing(':path', '%')],
  },
  'Invalid request path: malformed percent-encoding or control byte',
);
