import type { Endpoint, Fragment, Upstream } from './fragment.js';
import { normalisePath } from './normalise-path.js';
import type { FragmentFault, Report } from './validate-text.js';

/** Faults of the fragment's upstreams, each put on the first route that uses the upstream. */
export function validateUpstreams(fragment: Fragment, faults: FragmentFault[]): void {
  const users = new Map<string, string>();
  for (const { action, id } of fragment.routes) {
    if (action.kind === 'forward' && !users.has(action.upstream)) users.set(action.upstream, id);
  }
  const seen = new Set<string>();
  for (const [index, upstream] of fragment.upstreams.entries()) {
    const routeId = users.get(upstream.name) ?? '';
    const report: Report = (field, message) => faults.push({ routeId, field: `upstreams[${index}].${field}`, message });
    if (seen.has(upstream.name)) report('name', `'${upstream.name}' is used by another upstream of the fragment`);
    seen.add(upstream.name);
    validateUpstream(upstream, report);
  }
}

function validateUpstream(upstream: Upstream, report: Report): void {
  if (upstream.name === '') report('name', 'must not be empty');
  if (!Number.isFinite(upstream.connectTimeoutMs) || upstream.connectTimeoutMs < 0) {
    report('connectTimeoutMs', 'must be >= 0');
  }
  for (const [index, endpoint] of upstream.endpoints.entries())
    validateEndpoint(endpoint, `endpoints[${index}]`, report);
}

const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/;
const IPV6 = /^\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*\]?$/;

/** A URL has to take it, too: not `256.1.1.1`, nor colons that are no address. */
const isHost = (host: string): boolean =>
  NAME.test(host)
    ? URL.canParse(`http://${host}`)
    : IPV6.test(host) && URL.canParse(`http://[${host.replace(/^\[|\]$/g, '')}]`);

function validateEndpoint(endpoint: Endpoint, at: string, report: Report): void {
  const { host, port, basePath, weight } = endpoint;
  if (!isHost(host)) report(`${at}.host`, `'${host}' is not a host name or address`);
  if (!Number.isInteger(port) || port < 1 || port > 65535) report(`${at}.port`, `${port} is not a port`);
  if (!Number.isFinite(weight) || weight < 0) report(`${at}.weight`, 'must be >= 0');
  const normalised = normalisePath(basePath);
  const isPath = normalised.ok && normalised.path === basePath && !basePath.endsWith('/');
  if (basePath !== '' && !isPath)
    report(`${at}.basePath`, "must be empty or a normalised path without a '/' at its end");
}
