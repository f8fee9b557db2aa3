import type { JsonObject } from '@bufbuild/protobuf';
import type { CallerPolicy, ForwardAction, Route } from '../../../ir/fragment.js';
import { digestOf } from '../../../shared/canonical-json.js';
import { mappingPlan } from './call-mapping.js';

export const isCa = ({ errorStyle }: Pick<Route, 'errorStyle'>): boolean => errorStyle === 'ca-headers';

/** What the script does for a route, as data. It is read once by each worker thread, and then found again by `id`. */
export interface CallPlan {
  readonly id: string;
  readonly context: JsonObject;
}

/** Null when the route needs no script. `basePath`: of its endpoints, null when it forwards to none. */
export function callPlan(route: Route, basePath: string | null): CallPlan | null {
  const { action, callers, protocols, redirectsToHttps } = route;
  const mapped = basePath !== null && action.kind === 'forward' && action.mapping !== null;
  const plan: JsonObject = {
    ...(isCa(route) ? { ca: true } : {}),
    ...(isCa(route) && basePath === null ? { saysId: true } : {}),
    ...(redirectsToHttps ? { redirects: true } : {}),
    ...(protocols?.length === 1 ? { protocol: protocols[0] ?? '' } : {}),
    ...(callers === undefined ? {} : { callers: { ...policyOf(callers), apps: shortDigestOf(callers.apps) } }),
    ...(mapped ? { mapping: mappingPlan(action as ForwardAction, route.match.path, basePath) } : {}),
  };
  if (Object.keys(plan).length === 0) return null;
  return { id: shortDigestOf(plan), context: { plan, ...(callers === undefined ? {} : { apps: appsOf(callers) }) } };
}

const shortDigestOf = (value: unknown): string => digestOf(value).slice(0, 16);

const policyOf = ({ appCodes, signatures, nonceRequired }: CallerPolicy): JsonObject => ({
  codes: appCodes.map(({ location, name, scheme }) => ({
    location,
    name: location === 'header' ? name.toLowerCase() : name,
    ...(scheme === null ? {} : { scheme: scheme.toLowerCase() }),
  })),
  methods: [...signatures],
  ...(nonceRequired ? { nonceRequired } : {}),
});

function appsOf({ apps }: CallerPolicy): JsonObject {
  const found: JsonObject = {};
  for (const { id: app, expiresAt, keys, codeDigests } of apps) {
    const facts = { app, ...(expiresAt === null ? {} : { expires: Date.parse(expiresAt) }) };
    for (const { key, secret } of keys) found[`key:${key}`] = { ...facts, secret };
    for (const digest of codeDigests) found[`code:${digest}`] = facts;
  }
  return found;
}
