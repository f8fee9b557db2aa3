import type { MessageInitShape } from '@bufbuild/protobuf';
import type { IrRequestMapping, Route as IrRoute } from '../../../ir/fragment.js';
import {
  HeaderValueOption_HeaderAppendAction,
  type HeaderValueOptionSchema,
} from '../generated/envoy/config/core/v3/base_pb.js';
import type { RouteSchema } from '../generated/envoy/config/route/v3/route_components_pb.js';
import { callOfRoute } from './call-filter.js';
import { lateHeaders, slotsOf } from './call-mapping.js';
import { callPlan, isCa } from './call-plan.js';
import { CA_ERROR_CODE, CA_ERROR_MESSAGE, CA_REQUEST_ID, CALL_METADATA, CORRELATION_HEADER } from './errors.js';
import type { Fields } from './messages.js';

type RouteFields = Fields<typeof RouteSchema>;
type HeaderOption = MessageInitShape<typeof HeaderValueOptionSchema>;

/** A route's fields with what its call-time logic takes; the same ones when it has none. */
export function withCall(fields: RouteFields, route: IrRoute, basePath: string | null): RouteFields {
  const plan = callPlan(route, basePath);
  if (plan === null) return fields;
  const { responseHeadersToAdd = [], responseHeadersToRemove = [], typedPerFilterConfig = {} } = fields;
  const { metadata, typedPerFilterConfig: ofCall } = callOfRoute(plan);
  const request = requestHeaders(route, basePath !== null);
  return {
    ...fields,
    ...(request.toAdd.length === 0 ? {} : { requestHeadersToAdd: request.toAdd }),
    ...(request.toRemove.length === 0 ? {} : { requestHeadersToRemove: request.toRemove }),
    responseHeadersToAdd: [...responseHeadersToAdd, ...(isCa(route) ? [told(CA_REQUEST_ID, 'id')] : [])],
    responseHeadersToRemove: [
      ...responseHeadersToRemove,
      // Only the gateway says these; its own come later.
      ...(isCa(route) && basePath !== null ? [CA_ERROR_CODE, CA_ERROR_MESSAGE] : []),
    ],
    metadata,
    typedPerFilterConfig: { ...typedPerFilterConfig, ...ofCall },
  };
}

/** Headers of a forwarded request that nothing but the route itself can write. */
function requestHeaders(route: IrRoute, isForwarded: boolean): { toAdd: HeaderOption[]; toRemove: string[] } {
  const mapping = isForwarded && route.action.kind === 'forward' ? route.action.mapping : null;
  const late = mapping === null ? [] : lateHeaders(mapping);
  const ca = isCa(route) && isForwarded;
  return {
    toAdd: [
      ...(ca && !late.includes(CA_REQUEST_ID) ? [told(CA_REQUEST_ID, 'id')] : []),
      ...(mapping === null ? [] : slotHeaders(mapping)),
    ],
    toRemove: [...new Set([...(ca ? [CORRELATION_HEADER] : []), ...late])],
  };
}

const slotHeaders = (mapping: IrRequestMapping): HeaderOption[] =>
  [...slotsOf(mapping)].map(([name, slot]) => told(name, slot));

const told = (key: string, fact: string): HeaderOption => ({
  header: { key, value: `%DYNAMIC_METADATA(${CALL_METADATA}:${fact})%` },
  appendAction: HeaderValueOption_HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
});
