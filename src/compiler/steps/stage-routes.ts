import type { HostCertificate, HostPattern, Route } from '../../ir/fragment.js';
import type { BoundDomain, Surroundings } from '../../model/surroundings.js';
import { hostPattern } from './client-scope.js';

/**
 * A group that lives in a stage is called by its own subdomain and by the domains bound to it, there where callers ask for
 * the stage; by the domains that are bound to this stage alone, whatever they ask for. Those have routes of their own.
 */
export function stageRoutes(routes: readonly Route[], surroundings: Surroundings | null): readonly Route[] {
  if (surroundings === null) return routes;
  const { stage: name, domains } = surroundings;
  const open = hostsOf(domains.filter(({ forced }) => !forced));
  const bound = hostsOf(domains.filter(({ forced }) => forced));
  return routes.flatMap(({ match, ...route }) => [
    { ...route, match: { ...match, hosts: [...match.hosts, ...open], stage: { name, forced: false } } },
    ...(bound.length === 0
      ? []
      : [{ ...route, id: `${route.id}@bound`, match: { ...match, hosts: bound, stage: { name, forced: true } } }]),
  ]);
}

/** Of the domains that have one. The key stays sealed: publishing/fragment-secrets.ts opens it on its way to the data planes. */
export const stageCertificates = (surroundings: Surroundings | null): HostCertificate[] =>
  (surroundings?.domains ?? []).flatMap(({ name, certificate }) =>
    certificate === undefined
      ? []
      : [{ id: certificate.id, host: hostOf(name), chain: certificate.chain, key: certificate.sealedKey }],
  );

const hostsOf = (domains: readonly BoundDomain[]): HostPattern[] => domains.map(({ name }) => hostOf(name));

function hostOf(name: string): HostPattern {
  const pattern = hostPattern(name);
  if (pattern === null) throw new TypeError(`the bound domain ${name} is not a host`);
  return pattern;
}
