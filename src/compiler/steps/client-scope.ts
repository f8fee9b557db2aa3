import type { HostPattern, RouteMatch } from '../../ir/fragment.js';
import type { ClientRoute } from '../../model/client-route.js';
import type { FaultList } from '../fault-list.js';
import { headerNameFault, headerValueFault, printable } from './header-rules.js';
import { joinPaths, literalPath, type ParsedPath, paramsOf, parsePath } from './parse-path.js';

/** What every route of the release shares. */
export interface ClientScope {
  /** Whole paths below which operations lie: prefix + each client path. */
  readonly bases: readonly ParsedPath[];
  readonly hosts: RouteMatch['hosts'];
  readonly headers: RouteMatch['headers'];
  /** Empty = any. */
  readonly methods: readonly string[];
}

export interface ScopeInput {
  readonly route: ClientRoute;
  /** Where faults point: `clientRoute` or `group.clientRoute`. */
  readonly field: string;
  /** Replaces the route's own hosts. */
  readonly ownHost: string | null;
  /** `/` alone is a path only where a host keeps it apart from others. */
  readonly rootAllowed: boolean;
  readonly pathPrefix: string;
}

export function clientScope(input: ScopeInput, faults: FaultList): ClientScope {
  const hosts = input.ownHost === null ? input.route.hosts : [input.ownHost];
  return {
    bases: basesOf(input, faults),
    hosts: hosts.flatMap((host, index) => hostOf(host, `${input.field}.hosts[${index}]`, faults)),
    headers: headersOf(input, faults),
    methods: [...new Set(input.route.methods)].sort(),
  };
}

function basesOf({ route, field, rootAllowed, pathPrefix }: ScopeInput, faults: FaultList): ParsedPath[] {
  if (route.paths.length === 0) faults.add('missing_route', `${field}.paths`, 'needs at least one path, such as /shop');
  const prefix = parsePath(pathPrefix === '' ? '/' : pathPrefix);
  if (!prefix.ok) throw new TypeError(`pathPrefix ${pathPrefix} ${prefix.message}`);
  const seen = new Set<string>();
  return route.paths.flatMap((text, index) => {
    const path = basePath(text, `${field}.paths[${index}]`, faults);
    if (path === null) return [];
    if (path.segments.length === 0 && !rootAllowed) {
      faults.add('invalid_path', `${field}.paths[${index}]`, "'/' alone cannot be deployed; use a path such as /shop");
      return [];
    }
    if (seen.has(literalPath(path))) {
      faults.add('duplicate_path', `${field}.paths[${index}]`, `'${text}' is listed twice; remove one`);
      return [];
    }
    seen.add(literalPath(path));
    return [joinPaths(prefix.path, path)];
  });
}

function basePath(text: string, field: string, faults: FaultList): ParsedPath | null {
  const parsed = parsePath(text.length > 1 ? text.replace(/\/$/, '') : text);
  if (!parsed.ok) {
    faults.add(parsed.code, field, parsed.message);
    return null;
  }
  if (parsed.path.tail || paramsOf(parsed.path.segments).length > 0) {
    faults.add('invalid_path', field, 'must be a plain path; {names} and * belong into operations');
    return null;
  }
  return parsed.path;
}

const LABEL = '[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

function hostOf(text: string, field: string, faults: FaultList): HostPattern[] {
  const pattern = hostPattern(text);
  if (pattern !== null) return [pattern];
  const fix = 'write api.example.com, *.example.com or example.*, without a port';
  faults.add('invalid_host', field, `'${printable(text)}' is not a host; ${fix}`);
  return [];
}

/** Null when it is no host. */
export function hostPattern(text: string): HostPattern | null {
  const host = text.trim().toLowerCase();
  const stem = host.replace(/^\*\./, '').replace(/\.\*$/, '');
  const name = asciiName(stem);
  const wildcards = host.length - host.replaceAll('*', '').length;
  if (name === null || wildcards > 1 || stem.includes('*')) return null;
  if (host.startsWith('*.')) return { kind: 'suffix', suffix: `.${name}` };
  if (host.endsWith('.*')) return { kind: 'prefix', prefix: `${name}.` };
  return { kind: 'exact', host: name };
}

/** International names in their ASCII form, as browsers send them; null when it is no host. */
function asciiName(text: string): string | null {
  if (/[\s/\\?#@:%]/.test(text) || !URL.canParse(`http://${text}`)) return null;
  const name = new URL(`http://${text}`).hostname;
  return NAME.test(name) ? name : null;
}

function headersOf({ route, field }: ScopeInput, faults: FaultList): RouteMatch['headers'] {
  return route.headers.flatMap(({ name, value }, index) => {
    const fault = headerNameFault(name);
    if (fault !== null) faults.add('invalid_header', `${field}.headers[${index}].name`, fault);
    const valueFault = headerValueFault(value);
    if (valueFault !== null) faults.add('invalid_header', `${field}.headers[${index}].value`, valueFault);
    return [{ name: name.toLowerCase(), value }];
  });
}
