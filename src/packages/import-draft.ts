import type { ApiProxy, Operation, ProxyDefinition } from '../model/api-proxy.js';
import type { ClientRoute } from '../model/client-route.js';
import type { Id } from '../shared/ids.js';
import { CARRIED_DIALECTS, type PortableDefinition } from './package-content.js';

/**
 * The definition that a package makes of a proxy. An operation of equal method and path is the same one and keeps its
 * id; what other dialects keep with the proxy stays.
 */
export function draftOf(portable: PortableDefinition, before: ApiProxy | null, newId: () => Id): ProxyDefinition {
  const known = new Map(before?.definition.operations.map((operation) => [keyOf(operation), operation.id]));
  return {
    ...portable,
    operations: portable.operations.map((operation) => ({ id: known.get(keyOf(operation)) ?? newId(), ...operation })),
    extensions: { ...foreign(before?.definition.extensions ?? {}), ...portable.extensions },
  };
}

const keyOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string => `${method} ${path}`;

/** What a package never carries. */
export const foreign = (extensions: ProxyDefinition['extensions']): ProxyDefinition['extensions'] =>
  Object.fromEntries(Object.entries(extensions).filter(([dialect]) => !CARRIED_DIALECTS.includes(dialect)));

/** `''`, then `-imported`, `-imported-2` and so on: what is put behind a name that is taken. */
export const clashSuffix = (attempt: number): string =>
  attempt === 0 ? '' : attempt === 1 ? '-imported' : `-imported-${attempt}`;

/** The paths move with the name, so that both can be deployed to one environment. */
export const withPathSuffix = (route: ClientRoute | null, suffix: string): ClientRoute | null =>
  route === null || suffix === ''
    ? route
    : { ...route, paths: route.paths.map((path) => `${path.replace(/\/+$/, '')}${suffix}`) };
