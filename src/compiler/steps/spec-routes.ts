import type { QueryParameter, Route, RouteAction } from '../../ir/fragment.js';
import { literalPath } from './parse-path.js';
import type { RouteContext } from './route-context.js';

/** The description that is served at the address of a release, in both forms. */
export interface SpecTexts {
  readonly json: string;
  readonly yaml: string;
}

/** `hidden`: there is one, and it is told to nobody. */
export type ServedSpec = SpecTexts | 'hidden';

/**
 * Of all copies in one release, in bytes: a fragment is kept, and travels to every gateway. Beyond it the description is not
 * served; the management API has it.
 */
export const MAX_SPEC_BYTES = 1024 * 1024;

/**
 * `?openapi` and `?swagger` at the client paths themselves, `.json` and `.yaml` behind or `&format=`. Source: apiops.md 9.3.
 * More of the query is more specific (ir/precedence.ts), so YAML wins where it is asked for, and both win over operations.
 */
export function specRoutes(spec: ServedSpec | null, context: RouteContext): Route[] {
  const { bases, methods } = context.scope;
  if (spec === null || (methods.length > 0 && !methods.includes('GET'))) return [];
  if (spec === 'hidden') return routesOf('hidden', [ANY_FORM], { kind: 'reject', code: 'ERR-141' }, context);
  const bytes = Buffer.byteLength(spec.json) + Buffer.byteLength(spec.yaml);
  if (bytes * bases.length > MAX_SPEC_BYTES) return [];
  return [
    ...routesOf('json', [ANY_FORM], answer('application/json;charset=UTF-8', spec.json), context),
    ...routesOf('yaml', [ANY_FORM, YAML], answer('application/yaml;charset=UTF-8', spec.yaml), context),
  ];
}

/** Whether it serves a description rather than the API. */
export const isSpecRoute = ({ id }: Pick<Route, 'id'>): boolean => /:spec:\d+:(json|yaml|hidden)$/.test(id);

const WORDS = ['openapi', 'swagger'];
const named = (names: readonly string[]): QueryParameter[] => names.map((name) => ({ name, value: null }));
const suffixed = (suffix: string): string[] => WORDS.map((word) => `${word}.${suffix}`);

const ANY_FORM = named([...WORDS, ...suffixed('json'), ...suffixed('yaml')]);
const YAML = [{ name: 'format', value: 'yaml' }, ...named(suffixed('yaml'))];

const answer = (mediaType: string, body: string): RouteAction => ({
  kind: 'respond',
  status: 200,
  headers: [{ name: 'Content-Type', value: mediaType }],
  body,
});

const routesOf = (
  form: 'json' | 'yaml' | 'hidden',
  query: readonly (readonly QueryParameter[])[],
  action: RouteAction,
  { proxyId, scope, firstOrder, errorStyle }: RouteContext,
): Route[] =>
  scope.bases.map((base, index) => ({
    id: `${proxyId}:spec:${index}:${form}`,
    match: {
      hosts: scope.hosts,
      path: { kind: 'exact', path: literalPath(base) },
      methods: ['GET'],
      headers: scope.headers,
      query,
    },
    order: firstOrder,
    action,
    errorStyle,
  }));
