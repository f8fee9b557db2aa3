import type { Operation } from '../../../model/api-proxy.js';
import { type ListRequest, sliceOf } from '../decode/page.decode.js';
import type { EndpointAnswer } from '../dto/endpoint.dto.js';
import type { EndpointDto } from '../dto/proxy.dto.js';
import { presentEndpoint } from './proxy.presenter.js';
import { type ListSuccess, listed, succeeded } from './success.js';

export function presentEndpointList(
  operations: readonly Operation[],
  request: ListRequest,
  withPolicies: boolean,
): ListSuccess<EndpointDto> {
  const rows = sliceOf(operations, request).map((operation) => presentEndpoint(operation, withPolicies));
  return listed(rows, operations.length);
}

/** The bare item, beside the words that say success. */
export const presentEndpointAnswer = (operation: Operation, withPolicies: boolean): EndpointAnswer => ({
  ...succeeded(),
  ...presentEndpoint(operation, withPolicies),
});
