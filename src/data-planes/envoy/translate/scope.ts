import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { ApiVersion } from '../generated/envoy/config/core/v3/config_source_pb.js';
import { ScopedRouteConfigurationSchema } from '../generated/envoy/config/route/v3/scoped_route_pb.js';
import type { HttpConnectionManagerSchema } from '../generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { XdsResource } from '../resources.js';
import { type Fields, resourceOf } from './messages.js';

/** Holds what Envoy chooses the scope by; set before anything else looks at the request, and never sent on. */
export const SCOPE_HEADER = 'gatewright-scope';

/** No path without its query holds a question mark, so no request leads here by itself. */
const UNREACHABLE = '?';

/** Key of the route table for all segments that have none of their own. */
export const REST = UNREACHABLE;

const SEGMENT_PREFIX = 'segment/';

export const isSegmentScope = (name: string): boolean => name.startsWith(SEGMENT_PREFIX);

/** Requests whose path has this segment are looked up in that route table. */
export const segmentScope = (segment: string, routeTable: string): XdsResource =>
  scopeOf(`${SEGMENT_PREFIX}${segment}`, segment, routeTable);

/** Makes Envoy fetch a route table before requests are sent there, and keep it while they may be sent back. */
export const keepingScope = (routeTable: string): XdsResource =>
  scopeOf(`keep/${routeTable}`, `${UNREACHABLE}${routeTable}`, routeTable);

const scopeOf = (name: string, key: string, routeConfigurationName: string): XdsResource =>
  resourceOf('scope', name, ScopedRouteConfigurationSchema, {
    name,
    routeConfigurationName,
    key: { fragments: [{ type: { case: 'stringKey', value: key } }] },
  });

/** What a segment's scope becomes before it goes: its requests are looked up with those of segments that have none. */
export const abandonedScope = (name: string, restTable: string): XdsResource =>
  segmentScope(name.slice(SEGMENT_PREFIX.length), restTable);

const OVER_ADS = {
  configSourceSpecifier: { case: 'ads', value: {} },
  resourceApiVersion: ApiVersion.V3,
  initialFetchTimeout: durationFromMs(0),
} as const;

/** By the path segment at `depth`; which segments there are, and their route tables, come over ADS. */
export const scopedRoutes = (depth: number): Fields<typeof HttpConnectionManagerSchema>['routeSpecifier'] => ({
  case: 'scopedRoutes',
  value: {
    name: 'segments',
    rdsConfigSource: OVER_ADS,
    scopeKeyBuilder: {
      fragments: [
        {
          type: {
            case: 'headerValueExtractor',
            value: { name: SCOPE_HEADER, elementSeparator: '/', extractType: { case: 'index', value: depth + 1 } },
          },
        },
      ],
    },
    configSpecifier: { case: 'scopedRds', value: { scopedRdsConfigSource: OVER_ADS } },
  },
});
