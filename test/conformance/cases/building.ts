import type { CompileInput } from '../../../src/compiler/compile.js';
import type { ServedSpec } from '../../../src/compiler/steps/spec-routes.js';
import { compiledOf } from '../../../src/compiler/testdata/look.js';
import { address, definition, operation, route, routing } from '../../../src/compiler/testdata/samples.js';
import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type {
  Endpoint,
  ForwardAction,
  Fragment,
  HostPattern,
  PathMatch,
  Route,
  Upstream,
} from '../../../src/ir/fragment.js';
import type { Operation, ProxyDefinition } from '../../../src/model/api-proxy.js';
import type { ClientRoute } from '../../../src/model/client-route.js';
import type { Expected, RequestExchange, TestRequest } from '../conformance-case.js';
import type { BackendPorts } from '../support/backends.js';

/** One route of a fragment: matches everything and answers with its own name unless told otherwise. */
export interface RouteSpec extends Partial<Route['match']> {
  readonly action?: Route['action'];
}

/** Routes by name, in their order; each answers with its name. */
export const saying = (specs: Readonly<Record<string, RouteSpec>>): Fragment => ({
  routes: Object.entries(specs).map(([id, { action = text(id), ...match }], order) => ({
    id,
    match: { hosts: [], path: below('/'), methods: [], headers: [], ...match },
    order,
    action,
    errorStyle: 'correlation',
  })),
  upstreams: [],
});

export const text = (body: string): Route['action'] => ({ kind: 'respond', status: 200, headers: [], body });

export const exact = (path: string): PathMatch => ({ kind: 'exact', path });
export const below = (path: string): PathMatch => ({ kind: 'prefix', path });

/** `/users/{id}`; a tail is `/**` at the end. */
export function template(pattern: string): PathMatch {
  const tail = pattern.endsWith('/**');
  const parts = (tail ? pattern.slice(0, -3) : pattern).slice(1).split('/');
  return { kind: 'template', segments: parts.map(segmentOf), tail };
}

const segmentOf = (part: string) => (/^\{.*\}$/.test(part) ? { param: part.slice(1, -1) } : { literal: part });

export const host = (name: string): HostPattern => ({ kind: 'exact', host: name });
export const suffix = (name: string): HostPattern => ({ kind: 'suffix', suffix: name });
export const prefix = (name: string): HostPattern => ({ kind: 'prefix', prefix: name });

export interface ForwardSpec {
  readonly path?: PathMatch;
  readonly action?: Partial<ForwardAction>;
  readonly upstream?: Partial<Upstream>;
  readonly endpoints?: readonly Endpoint[];
}

/** One route that forwards everything below its path as it is. */
export const forwarding = ({ a }: Pick<BackendPorts, 'a'>, spec: ForwardSpec = {}): Fragment => ({
  routes: [
    {
      id: 'forward',
      match: { hosts: [], path: spec.path ?? below('/'), methods: [], headers: [] },
      order: 0,
      action: {
        kind: 'forward',
        upstream: 'backend',
        rewrite: { kind: 'replace-prefix', prefix: '', replacement: '' },
        method: null,
        mapping: null,
        responseTimeoutMs: 5_000,
        retries: { same: 0, others: 0 },
        ...spec.action,
      },
      errorStyle: 'correlation',
    },
  ],
  upstreams: [
    {
      name: 'backend',
      balancing: 'round-robin',
      endpoints: spec.endpoints ?? [endpointAt(a)],
      connectTimeoutMs: 1_000,
      ...spec.upstream,
    },
  ],
});

export interface ProxySpec {
  readonly clientRoute?: Partial<ClientRoute>;
  readonly operations?: readonly Partial<Operation>[];
  readonly definition?: Partial<ProxyDefinition>;
  readonly context?: CompileInput['context'];
  readonly base?: string;
  readonly described?: ServedSpec;
}

/** A proxy's definition through the real compiler. */
export function proxy(port: number, spec: ProxySpec = {}): Fragment {
  const full = definition({
    clientRoute: route(spec.clientRoute),
    routing: routing({ addresses: [address(`http://127.0.0.1:${port}${spec.base ?? ''}`)] }),
    operations: (spec.operations ?? [{}]).map(operation),
    ...spec.definition,
  });
  const context = spec.context ?? { kind: 'direct' };
  const named = { id: 'p1', name: 'shop' };
  return compiledOf({ proxy: named, definition: full, context, pathPrefix: '', spec: spec.described ?? null }).fragment;
}

export const asks = (request: string | TestRequest, expect: Expected): RequestExchange => ({
  kind: 'request',
  request: typeof request === 'string' ? { target: request } : request,
  expect,
});

/** The gateway's own answer of this text. */
export const says = (request: string | TestRequest, body: string): RequestExchange =>
  asks(request, { status: 200, body });

export const misses = (request: string | TestRequest): RequestExchange =>
  asks(request, { status: 404, body: /\[ERR-002\]/ });

/** Reaches a backend with this target. */
export const reaches = (request: string | TestRequest, target: string): RequestExchange =>
  asks(request, { status: 200, received: { target } });

export const at = (name: string, target = '/'): TestRequest => ({ target, headers: { host: name } });
