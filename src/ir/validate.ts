import type { ForwardAction, Fragment, HostPattern, PathMatch, PathSegment, Route } from './fragment.js';
import { normalisePath } from './normalise-path.js';
import { isWritable } from './query.js';
import { validateCache } from './validate-cache.js';
import { validateCalling } from './validate-callers.js';
import { validateMapping } from './validate-mapping.js';
import { type FragmentFault, isFieldValue, isToken, type Report } from './validate-text.js';
import { validateUpstreams } from './validate-upstream.js';

export type { FragmentFault } from './validate-text.js';

/** The guard at the seam between compiler and data planes: every way in which a fragment contradicts itself. */
export function validateFragment(fragment: Fragment): readonly FragmentFault[] {
  const faults: FragmentFault[] = [];
  const upstreams = new Set(fragment.upstreams.map((upstream) => upstream.name));
  const seen = new Set<string>();
  for (const route of fragment.routes) {
    const report: Report = (field, message) => faults.push({ routeId: route.id, field, message });
    if (seen.has(route.id)) report('id', `'${route.id}' is used by another route of the fragment`);
    seen.add(route.id);
    if (!Number.isFinite(route.order)) report('order', 'must be a number');
    validateMatch(route, report);
    validateCalling(route, report);
    validateAction(route, upstreams, report);
  }
  for (const [index, { host }] of (fragment.certificates ?? []).entries()) {
    if (isHostPattern(host) && host.kind !== 'prefix') continue;
    faults.push({ routeId: '', field: `certificates[${index}].host`, message: 'must be a name, or any below one' });
  }
  validateUpstreams(fragment, faults);
  return faults;
}

function validateMatch({ match }: Route, report: Report): void {
  for (const [index, host] of match.hosts.entries()) {
    if (!isHostPattern(host)) report(`match.hosts[${index}]`, 'must be a lower-case host name without a port');
  }
  for (const [index, method] of match.methods.entries()) {
    if (!isToken(method)) report(`match.methods[${index}]`, 'must be an HTTP method');
  }
  for (const [index, header] of match.headers.entries()) {
    const field = `match.headers[${index}]`;
    if (!isToken(header.name) || header.name !== header.name.toLowerCase()) {
      report(`${field}.name`, 'must be a lower-case header name');
    }
    if (!isFieldValue(header.value)) report(`${field}.value`, 'must not hold CR, LF, NUL or text beyond Latin-1');
    if (header.parameter === undefined) continue;
    if (!isToken(header.parameter)) report(`${field}.parameter`, 'must be the name of a parameter');
    if (/["\\]/.test(header.value)) report(`${field}.value`, 'of a parameter must not hold quotes or backslashes');
  }
  for (const [index, wanted] of (match.query ?? []).entries()) {
    const isGood = wanted.length > 0 && wanted.every(isWritable);
    if (!isGood) report(`match.query[${index}]`, 'must be one or more parameters as a query writes them');
  }
  validatePath(match.path, report);
}

const HOST = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$|^\[[0-9a-f:.]+\]$/;

function isHostPattern(host: HostPattern): boolean {
  switch (host.kind) {
    case 'exact':
      return HOST.test(host.host);
    case 'suffix':
      return host.suffix.startsWith('.') && HOST.test(host.suffix.slice(1));
    case 'prefix':
      return host.prefix.endsWith('.') && HOST.test(host.prefix.slice(0, -1));
  }
}

function validatePath(path: PathMatch, report: Report): void {
  if (path.kind === 'template') {
    validateSegments(path.segments, 'match.path.segments', report);
    if (!path.segments.some((segment) => 'param' in segment)) report('match.path.segments', 'must have a parameter');
    return;
  }
  if (!isNormalised(path.path)) report('match.path.path', `'${path.path}' must start with '/' and be normalised`);
  if (path.kind === 'prefix' && path.path !== '/' && path.path.endsWith('/')) {
    report('match.path.path', `prefix '${path.path}' must not end with '/'`);
  }
}

function isNormalised(path: string): boolean {
  const result = normalisePath(path);
  return result.ok && result.path === path;
}

function validateSegments(segments: readonly PathSegment[], field: string, report: Report): void {
  const names = new Set<string>();
  for (const [index, segment] of segments.entries()) {
    const at = `${field}[${index}]`;
    if ('literal' in segment) {
      const isTrailingSlash = segment.literal === '' && index === segments.length - 1;
      if (!isTrailingSlash && !isSegmentText(segment.literal))
        report(`${at}.literal`, 'must be one normalised segment');
      continue;
    }
    if (segment.param === '') report(`${at}.param`, 'must have a name');
    if (names.has(segment.param)) report(`${at}.param`, `'${segment.param}' is used twice`);
    names.add(segment.param);
    if (segment.pieces === undefined) continue;
    if (segment.pieces.length < 2) report(`${at}.pieces`, 'must be two or more');
    if (segment.pieces.some((piece) => piece !== '' && !isSegmentText(`x${piece}`))) {
      report(`${at}.pieces`, 'must be normalised text without a slash');
    }
  }
}

const isSegmentText = (text: string): boolean => text !== '' && !text.includes('/') && isNormalised(`/${text}`);

function validateAction({ action, match }: Route, upstreams: ReadonlySet<string>, report: Report): void {
  if (action.kind === 'reject') return;
  if (action.kind === 'forward') {
    if (!upstreams.has(action.upstream)) report('action.upstream', `'${action.upstream}' is not in the fragment`);
    validateForward(action, match.path, report);
    return;
  }
  const { status } = action;
  if (!Number.isInteger(status) || status < 200 || status > 599) report('action.status', 'must be 200 to 599');
  for (const [index, header] of action.headers.entries()) {
    const field = `action.headers[${index}]`;
    if (!isToken(header.name)) report(`${field}.name`, 'must be a header name');
    if (!isFieldValue(header.value)) report(`${field}.value`, 'must not hold CR, LF, NUL or text beyond Latin-1');
  }
}

function validateForward(action: ForwardAction, path: PathMatch, report: Report): void {
  const { rewrite, retries, method, responseTimeoutMs } = action;
  if (method !== null && !isToken(method)) report('action.method', 'must be an HTTP method');
  if (!Number.isFinite(responseTimeoutMs) || responseTimeoutMs < 0) report('action.responseTimeoutMs', 'must be >= 0');
  for (const part of ['same', 'others'] as const) {
    if (!Number.isInteger(retries[part]) || retries[part] < 0) report(`action.retries.${part}`, 'must be >= 0');
  }
  if (action.mapping !== null) validateMapping(action.mapping, report);
  if (action.cache !== undefined) validateCache(action, action.cache, report);
  if (rewrite.kind === 'template') {
    validateRewriteParams(action, path, report);
    return;
  }
  for (const part of ['prefix', 'replacement'] as const) {
    const text = rewrite[part];
    if (text !== '' && !isNormalised(text)) report(`action.rewrite.${part}`, 'must be empty or a normalised path');
  }
}

/** A parameter of the rewritten path comes from the matched path or from the mapping. */
function validateRewriteParams(action: ForwardAction, path: PathMatch, report: Report): void {
  if (action.rewrite.kind !== 'template') return;
  const { segments } = action.rewrite;
  const known = new Set(
    path.kind === 'template' ? path.segments.map((part) => ('param' in part ? part.param : '')) : [],
  );
  const { parameters = [], constants = [], system = [] } = action.mapping ?? {};
  for (const { to } of [...parameters, ...constants, ...system]) if (to?.location === 'path') known.add(to.name);
  for (const [index, segment] of segments.entries()) {
    const at = `action.rewrite.segments[${index}]`;
    if ('param' in segment && !known.has(segment.param))
      report(at, `'${segment.param}' is not a parameter of the path`);
    const isTrailingSlash = 'literal' in segment && segment.literal === '' && index === segments.length - 1;
    if ('literal' in segment && !isTrailingSlash && !isSegmentText(segment.literal)) {
      report(at, 'must be one normalised segment');
    }
  }
}
