import type { HostCertificate, HostPattern, Route } from '../../ir/fragment.js';
import type { BoundDomain, Surroundings } from '../../model/surroundings.js';
import { hostPattern } from './client-scope.js';

/**
 * A group that lives in a stage is called by its own subdomain and by the domains bound to it, there where callers ask for
 * the stage; by the domains that are bound to this stage alone, whatever they ask for. Those have routes of their own, and so
 * have domains that send callers to HTTPS.
 */
export function stageRoutes(routes: readonly Route[], surroundings: Surroundings | null): readonly Route[] {
  if (surroundings === null) return routes;
  const { stage: name, domains } = surroundings;
  const kinds = KINDS.map((kind) => ({
    ...kind,
    hosts: hostsOf(
      domains.filter(({ forced, redirects = false }) => forced === kind.forced && redirects === kind.redirects),
    ),
  }));
  return routes.flatMap(({ match, ...route }) =>
    kinds.flatMap(({ mark, forced, redirects, hosts: ofKind }) => {
      const hosts = mark === '' ? [...match.hosts, ...ofKind] : ofKind;
      if (hosts.length === 0) return [];
      const id = `${route.id}${mark}`;
      const placed = { ...route, id, match: { ...match, hosts, stage: { name, forced } } };
      return [redirects ? { ...placed, redirectsToHttps: true as const } : placed];
    }),
  );
}

/** The first have the group's own subdomain as well. */
const KINDS = [
  { mark: '', forced: false, redirects: false },
  { mark: '@bound', forced: true, redirects: false },
  { mark: '@secured', forced: false, redirects: true },
  { mark: '@bound@secured', forced: true, redirects: true },
] as const;

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
