import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { ForwardAction, Route as IrRoute, PathMatch, RespondAction } from '../../../ir/fragment.js';
import { parameterPattern } from '../../../ir/header-parameter.js';
import { STAGE_HEADER } from '../../../ir/stage.js';
import {
  HeaderValueOption_HeaderAppendAction,
  type HeaderValueOptionSchema,
} from '../generated/envoy/config/core/v3/base_pb.js';
import {
  HeaderMatcherSchema,
  type Route,
  type RouteAction_RequestMirrorPolicy,
  RouteAction_RequestMirrorPolicySchema,
  type RouteActionSchema,
  RouteMatchSchema,
  RouteSchema,
} from '../generated/envoy/config/route/v3/route_components_pb.js';
import { withCall } from './call-route.js';
import { basePathOf } from './cluster.js';
import { type ClusteredUpstream, clustersOfAction, type Mirror } from './clustered-upstream.js';
import { levelsOf } from './endpoints.js';
import { rejection } from './errors.js';
import { HEADER_FILTER, remove, responseHeaderRules } from './header-rules.js';
import { addNewerField, type Fields } from './messages.js';
import { hasLettersInEscapes, patternOfPath, patternOfQuery, quote } from './pattern.js';
import { retryPolicyOf } from './retries.js';
import { regexRewrite } from './rewrite.js';

type RouteFields = Fields<typeof RouteSchema>;
type HeaderMatcher = MessageInitShape<typeof HeaderMatcherSchema>;

/**
 * One route of the IR; hosts are the virtual hosts' business, except `hostPrefix`: of a route that stands in a virtual
 * host which also takes other hosts.
 */
export function routeOf(
  route: IrRoute,
  upstreams: ReadonlyMap<string, ClusteredUpstream>,
  hostPrefix: string | null,
): Route {
  const headers = [...matchersOf(route), ...(hostPrefix === null ? [] : [hostMatcher(hostPrefix)])];
  const match = { pathSpecifier: pathSpecifier(route.match.path), headers };
  const upstream = route.action.kind === 'forward' ? upstreams.get(route.action.upstream)?.upstream : undefined;
  const basePath = upstream === undefined || levelsOf(upstream).length === 0 ? null : basePathOf(upstream);
  return create(RouteSchema, { name: route.id, match, ...withCall(actionOf(route, upstreams), route, basePath) });
}

/** The same route for hosts that begin so; null: for all. */
export const onlyOfHost = (route: Route, hostPrefix: string | null): Route =>
  hostPrefix === null || route.match === undefined
    ? route
    : create(RouteSchema, {
        ...route,
        match: create(RouteMatchSchema, {
          ...route.match,
          headers: [...route.match.headers, create(HeaderMatcherSchema, hostMatcher(hostPrefix))],
        }),
      });

function pathSpecifier(path: PathMatch) {
  const text = path.kind === 'template' ? null : path.path;
  if (text !== null && !hasLettersInEscapes(text)) {
    if (path.kind === 'exact') return { case: 'path', value: text } as const;
    if (text === '/') return { case: 'prefix', value: '/' } as const;
    return { case: 'pathSeparatedPrefix', value: text } as const;
  }
  return { case: 'safeRegex', value: { regex: patternOfPath(path) } } as const;
}

function* matchersOf({ match: { methods, headers, query = [], stage } }: IrRoute): Iterable<HeaderMatcher> {
  const [method] = methods;
  if (method !== undefined && methods.length === 1) yield exactly(':method', method);
  else if (methods.length > 1) yield matching(':method', methods.map(quote).join('|'));
  for (const { name, value, parameter } of headers) {
    if (parameter === undefined) yield exactly(name === 'host' ? ':authority' : name, value);
    else yield matching(name, parameterPattern(parameter, value));
  }
  for (const wanted of query) yield matching(':path', patternOfQuery(wanted));
  if (stage !== undefined && !stage.forced) yield absentOr(STAGE_HEADER, stage.name);
}

const exactly = (name: string, value: string): HeaderMatcher => ({
  name,
  headerMatchSpecifier: { case: 'stringMatch', value: { matchPattern: { case: 'exact', value } } },
});

const absentOr = (name: string, value: string): HeaderMatcher => ({
  ...matching(name, `(?:${quote(value)})?`),
  treatMissingHeaderAsEmpty: true,
});

const matching = (name: string, regex: string): HeaderMatcher => ({
  name,
  headerMatchSpecifier: { case: 'stringMatch', value: { matchPattern: { case: 'safeRegex', value: { regex } } } },
});

const hostMatcher = (prefix: string): HeaderMatcher => ({
  name: ':authority',
  headerMatchSpecifier: {
    case: 'stringMatch',
    value: { matchPattern: { case: 'prefix', value: prefix }, ignoreCase: true },
  },
});

function actionOf(route: IrRoute, upstreams: ReadonlyMap<string, ClusteredUpstream>): RouteFields {
  const { action } = route;
  if (action.kind === 'reject') return rejection(action.code, route.errorStyle);
  if (action.kind === 'respond') return response(action);
  const target = upstreams.get(action.upstream);
  if (target === undefined) throw new Error(`route ${route.id}: upstream '${action.upstream}' is not in the fragment`);
  if (levelsOf(target.upstream).length === 0) return rejection('ERR-003', route.errorStyle);
  return { action: { case: 'route', value: forwarding(action, route.match.path, target) } };
}

/** `timeout` would end an answer that streams; the one per try only waits for its first byte. */
function forwarding(
  action: ForwardAction,
  match: PathMatch,
  target: ClusteredUpstream,
): MessageInitShape<typeof RouteActionSchema> {
  const { upstream } = target;
  const { main, mirrors } = clustersOfAction(target, action);
  // A mapping makes the whole path.
  const rewrite = action.mapping === null ? regexRewrite(match, action.rewrite, basePathOf(upstream)) : null;
  return {
    clusterSpecifier: { case: 'cluster', value: main.name },
    hostRewriteSpecifier: { case: 'autoHostRewrite', value: { value: true } },
    timeout: durationFromMs(0),
    retryPolicy: retryPolicyOf(upstream, action),
    requestMirrorPolicies: mirrors.map(mirrorPolicy),
    ...(rewrite === null
      ? {}
      : { regexRewrite: { pattern: { regex: rewrite.pattern }, substitution: rewrite.substitution } }),
  };
}

/** Of `RequestMirrorPolicy`; the protos at hand end before it. */
const HOST_REWRITE_LITERAL = 8;

const mirrorPolicy = ({ cluster, authority }: Mirror): RouteAction_RequestMirrorPolicy =>
  addNewerField(
    create(RouteAction_RequestMirrorPolicySchema, { cluster: cluster.name, disableShadowHostSuffixAppend: true }),
    HOST_REWRITE_LITERAL,
    Buffer.from(authority),
  );

/** Answers of a definition: no header but its own, framing is the server's. */
function response({ status, headers, body }: RespondAction): RouteFields {
  const own = headers.filter(({ name }) => !FRAMING.test(name));
  const hasType = own.some(({ name }) => name.toLowerCase() === 'content-type');
  // Envoy would write it behind an answer that has none, where clients look for the next one.
  const hasBody = body !== '' && status !== 204 && status !== 304;
  return {
    action: {
      case: 'directResponse',
      value: { status, ...(hasBody ? { body: { specifier: { case: 'inlineString', value: body } } } : {}) },
    },
    // Envoy says for these that the requested path has the answer.
    ...(status === 201 || (status >= 300 && status < 400) ? { responseHeadersToRemove: ['location'] } : {}),
    responseHeadersToAdd: own.map(headerOf),
    ...(hasType || !hasBody ? {} : { typedPerFilterConfig: WITHOUT_TYPE }),
  };
}

/** Envoy gives every text a type after the route's own header rules. */
const WITHOUT_TYPE = { [HEADER_FILTER]: responseHeaderRules([remove('content-type')]) };

const FRAMING = /^(?:connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-length|proxy-.*)$/i;

/** Several of one name stay several; only the type is one that Envoy sets, too. */
const headerOf = ({
  name,
  value,
}: {
  readonly name: string;
  readonly value: string;
}): MessageInitShape<typeof HeaderValueOptionSchema> => ({
  header: { key: name, value: value.replaceAll('%', '%%') },
  appendAction:
    name.toLowerCase() === 'content-type'
      ? HeaderValueOption_HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD
      : HeaderValueOption_HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD,
  keepEmptyValue: true,
});
