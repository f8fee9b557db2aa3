import type { HeaderMatch, Route } from '../../ir/fragment.js';
import type { ProxyDefinition, SoapAction } from '../../model/api-proxy.js';
import { canonicalJson } from '../../shared/canonical-json.js';
import type { OperationPlan } from './operation-plans.js';
import { literalPath, type ParsedPath } from './parse-path.js';
import type { RouteContext } from './route-context.js';

/**
 * The operations of a SOAP service at the client path itself, told apart by the action that a request names; each has a
 * path of its own besides. Source: apiops.md 9.3. One that names no action takes what no other action takes, so an
 * operation that is switched off has to be refused by its action here. Of several with one action the first active one
 * serves: they are one address at the backend.
 */
export function soapRoutes(
  { operations }: ProxyDefinition,
  plans: readonly OperationPlan[],
  context: RouteContext,
): Route[] {
  const { methods } = context.scope;
  if (methods.length > 0 && !methods.includes('POST')) return [];
  const active = plans.flatMap(({ operation, index, action }) =>
    conditionsOf(operation.soap).map((headers) => ({ id: operation.id, index, headers, action })),
  );
  const off = operations.flatMap((operation, index) =>
    operation.active
      ? []
      : conditionsOf(operation.soap)
          .filter((headers) => headers.length > 0)
          .map((headers) => ({ id: operation.id, index, headers, action: REFUSED })),
  );
  const places = new Map<string, Place>();
  for (const place of [...active, ...off]) {
    const key = canonicalJson(place.headers);
    if (!places.has(key)) places.set(key, place);
  }
  return placesOf(context).flatMap(({ path, name }) =>
    [...places.values()].map((place, at) => routeOf(place, { path, name: `${name}${at}` }, context)),
  );
}

interface Place {
  readonly id: string;
  readonly index: number;
  readonly headers: readonly HeaderMatch[];
  readonly action: Route['action'];
}

const REFUSED: Route['action'] = { kind: 'reject', code: 'ERR-006' };

/** One list per way in which clients write the action; SOAP 1.1 wants quotes, and not all send them. */
const conditionsOf = (actions: readonly SoapAction[] = []): readonly HeaderMatch[][] =>
  actions.flatMap(({ version, action }) => {
    if (action === '') return [[]];
    if (version === '1.2') return [[{ name: 'content-type', parameter: 'action', value: action }]];
    return [[{ name: 'soapaction', value: `"${action}"` }], [{ name: 'soapaction', value: action }]];
  });

const placesOf = ({ scope }: RouteContext): { readonly path: string; readonly name: string }[] =>
  scope.bases.flatMap((base, index) => [
    { path: literalPath(base), name: `${index}:` },
    ...(isRoot(base) ? [] : [{ path: `${literalPath(base)}/`, name: `${index}/:` }]),
  ]);

const isRoot = (path: ParsedPath): boolean => path.segments.length === 0;

const routeOf = (
  { id, index, headers, action }: Place,
  { path, name }: { readonly path: string; readonly name: string },
  { proxyId, scope, firstOrder, errorStyle }: RouteContext,
): Route => ({
  id: `${proxyId}:${id}:soap:${name}`,
  match: {
    hosts: scope.hosts,
    path: { kind: 'exact', path },
    methods: ['POST'],
    headers: [...scope.headers, ...headers],
  },
  order: firstOrder + index,
  action,
  errorStyle,
});
