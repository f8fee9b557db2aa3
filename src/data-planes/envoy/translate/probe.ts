import type { MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { ResponseMapperSchema } from '../generated/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { XdsResource } from '../resources.js';
import { PROBE_PRIORITY } from './priority.js';
import { namedByContent } from './route-table.js';

/** Names the cluster that a probe asks for. */
export const CLUSTER_HEADER = 'gatewright-cluster';

/** The path segment that only the driver asks for; environments' ids are not told to callers of APIs. */
export const probeSegment = (environmentId: string): string => `.gatewright-${environmentId}`;

/** As clients write it. */
export const probePath = (rootContext: string, environmentId: string): string =>
  `${rootContext}/${probeSegment(environmentId)}`;

/** Answers with `proof`, and for a cluster with why nothing can be sent there. `path`: `probePath`. */
export const probeTable = (path: string, proof: string): XdsResource =>
  namedByContent('probe', {
    virtualHosts: [
      {
        name: 'probe',
        domains: ['*'],
        routes: [
          {
            name: 'proof',
            match: { pathSpecifier: { case: 'path', value: `${path}/proof` } },
            action: {
              case: 'directResponse',
              value: { status: 200, body: { specifier: { case: 'inlineString', value: proof } } },
            },
          },
          {
            name: 'cluster',
            match: { pathSpecifier: { case: 'path', value: `${path}/cluster` } },
            action: {
              case: 'route',
              value: {
                clusterSpecifier: { case: 'clusterHeader', value: CLUSTER_HEADER },
                priority: PROBE_PRIORITY,
                timeout: durationFromMs(0),
              },
            },
          },
        ],
      },
    ],
  });

/** Envoy's own words instead of the gateway's, for who asks for a cluster. */
export const probeReply = (path: string): MessageInitShape<typeof ResponseMapperSchema> => ({
  filter: {
    filterSpecifier: {
      case: 'headerFilter',
      value: {
        header: {
          name: ':path',
          headerMatchSpecifier: {
            case: 'stringMatch',
            value: { matchPattern: { case: 'prefix', value: `${path}/cluster` } },
          },
        },
      },
    },
  },
  bodyFormatOverride: {
    format: {
      case: 'textFormatSource',
      value: { specifier: { case: 'inlineString', value: '%RESPONSE_FLAGS%' } },
    },
  },
});
