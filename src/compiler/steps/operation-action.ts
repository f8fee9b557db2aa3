import type { ForwardAction, IrRequestMapping, PathRewrite, RespondAction, RouteAction } from '../../ir/fragment.js';
import type { MockResponse, Operation, RequestMapping, Routing } from '../../model/api-proxy.js';
import type { FaultList } from '../fault-list.js';
import { cacheOf } from './cache-of.js';
import { headerValueFault, writtenHeaderFault } from './header-rules.js';
import { type ParsedPath, paramsOf, parsePath } from './parse-path.js';
import { requestMapping } from './request-mapping.js';
import { UPSTREAM } from './upstream.js';

export interface ActionInput {
  readonly operation: Operation;
  readonly path: ParsedPath;
  readonly routing: Routing;
  /** `operations[i]`. */
  readonly field: string;
}

/** Null when a fault keeps it from having a meaning. */
export function operationAction(input: ActionInput, faults: FaultList): RouteAction | null {
  const { operation, routing, field } = input;
  if (operation.mock !== null) return respond(operation.mock, `${field}.mock`, faults);
  if (!routing.enabled) return NO_BACKEND;
  const rewrite = rewriteOf(input, faults);
  if (rewrite === null) return null;
  const mapping = mappingOf(input, paramsOf(rewrite.segments), faults);
  const cache = cacheOf(operation, `${field}.cache`, faults);
  return forward(routing, {
    rewrite,
    mapping,
    ...(cache === null ? {} : { cache }),
    method:
      operation.backendMethod === 'ANY' || operation.backendMethod === operation.method
        ? null
        : operation.backendMethod,
  });
}

/** Routing is switched off: no backend may be called. Source: apiops.md 5.1, 9.6. */
export const NO_BACKEND: RouteAction = { kind: 'reject', code: 'ERR-003' };

export const forward = (
  routing: Routing,
  what: Pick<ForwardAction, 'rewrite' | 'method' | 'mapping' | 'cache'>,
): ForwardAction => ({
  kind: 'forward',
  upstream: UPSTREAM,
  ...what,
  responseTimeoutMs: routing.readTimeoutMs,
  retries: { same: routing.retryCount, others: routing.failoverRetryCount },
});

function mappingOf(input: ActionInput, backendParams: readonly string[], faults: FaultList): IrRequestMapping | null {
  const { mapping } = input.operation;
  if (mapping === null) return null;
  const pathParams = paramsOf(input.path.segments);
  return requestMapping({ mapping, pathParams, backendParams, field: `${input.field}.mapping` }, faults);
}

type TemplateRewrite = Extract<PathRewrite, { kind: 'template' }>;

function rewriteOf({ operation, path, field }: ActionInput, faults: FaultList): TemplateRewrite | null {
  const at = `${field}.backendPath`;
  const parsed = parsePath(operation.backendPath === '' ? '/' : operation.backendPath);
  if (!parsed.ok) {
    faults.add(parsed.code, at, parsed.message);
    return null;
  }
  const { segments, tail } = parsed.path;
  if (tail && !path.tail) faults.add('invalid_path', at, 'ends in * but the path does not; end both in *');
  const known = new Set([...paramsOf(path.segments), ...pathTargets(operation.mapping)]);
  for (const name of paramsOf(segments).filter((param) => !known.has(param))) {
    if (name.includes('{')) {
      faults.add(
        'unsupported_path',
        at,
        `mixes text and parameters in '${name}'; only the path's own such segment may be used`,
      );
    } else {
      faults.add('invalid_path', at, `{${name}} is not in the path and no parameter is mapped to it`);
    }
  }
  const plain = segments.map((segment) => ('param' in segment ? { param: segment.param } : segment));
  return { kind: 'template', segments: plain, tail: tail && path.tail };
}

function pathTargets(mapping: RequestMapping | null): string[] {
  if (mapping === null) return [];
  const targets = [...mapping.parameters, ...mapping.constants, ...mapping.system].map(({ to }) => to);
  return targets.flatMap((to) => (to?.location === 'PATH' ? [to.name] : []));
}

function respond(mock: MockResponse, field: string, faults: FaultList): RespondAction {
  const { status, headers, body } = mock;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    faults.add('invalid_mock', `${field}.status`, 'must be a status from 200 to 599');
  }
  for (const [index, header] of headers.entries()) {
    const fault = writtenHeaderFault(header.name);
    if (fault !== null) faults.add('invalid_mock', `${field}.headers[${index}].name`, fault);
    const valueFault = headerValueFault(header.value);
    if (valueFault !== null) faults.add('invalid_mock', `${field}.headers[${index}].value`, valueFault);
  }
  return { kind: 'respond', status, headers: headers.map(({ name, value }) => ({ name, value })), body };
}
