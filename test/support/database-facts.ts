import { createHash } from 'node:crypto';
import { claimsOf } from '../../src/ir/claims.js';
import type { Fragment } from '../../src/ir/fragment.js';
import { withClient } from './postgres.js';

export interface DeploymentFact {
  readonly number: number;
  readonly state: string;
}

/** What the tables say, read past the program. */
export interface DatabaseFacts {
  /** Of all objects, in order of their making. */
  readonly deployments: readonly DeploymentFact[];
  /** Rows that contradict each other, in words; empty when all agree. */
  readonly contradictions: readonly string[];
}

export async function databaseFacts(url: string): Promise<DatabaseFacts> {
  return withClient(url, async (client) => {
    const { rows: deployments } = await client.query<DeploymentFact>(
      'SELECT number, state FROM deployments ORDER BY created_at, id',
    );
    const { rows: released } = await client.query<Release>(
      `SELECT r.environment_id AS environment, coalesce(r.group_id, r.proxy_id) AS owner, r.proxy_id AS proxy,
              f.content AS fragment
         FROM releases r JOIN fragments f ON f.digest = r.fragment_digest`,
    );
    const { rows: claimed } = await client.query<Claim>(
      'SELECT environment_id AS environment, owner_id AS owner, proxy_id AS proxy, claim FROM route_claims',
    );
    const { rows: owners } = await client.query<Omit<Claim, 'proxy'>>(
      'SELECT environment_id AS environment, owner_id AS owner, claim FROM route_owners',
    );
    const { rows: unlogged } = await client.query<{ name: string }>(
      `SELECT name FROM environments e
        WHERE version <> coalesce((SELECT max(version) FROM snapshot_log l WHERE l.environment_id = e.id), 0)`,
    );
    const served = released.flatMap(claimsOfRelease);
    return {
      deployments,
      contradictions: [
        ...difference(served, claimed.map(nameOfClaim), 'claims of releases', 'route_claims'),
        ...difference(served.map(withoutProxy), owners.map(nameOfOwner), 'claims of releases', 'route_owners'),
        ...unlogged.map(({ name }) => `version of ${name} is not the newest one logged`),
      ],
    };
  });
}

interface Release {
  readonly environment: string;
  readonly owner: string;
  readonly proxy: string;
  readonly fragment: Fragment;
}

interface Claim {
  readonly environment: string;
  readonly owner: string;
  readonly proxy: string;
  readonly claim: string;
}

const claimsOfRelease = ({ environment, owner, proxy, fragment }: Release): string[] =>
  claimsOf(fragment).map((route) =>
    nameOfClaim({ environment, owner, proxy, claim: createHash('sha256').update(route).digest('hex') }),
  );

const nameOfClaim = ({ environment, owner, claim, proxy }: Claim): string =>
  `${environment} ${owner} ${claim} ${proxy}`;
const nameOfOwner = ({ environment, owner, claim }: Omit<Claim, 'proxy'>): string => `${environment} ${owner} ${claim}`;
const withoutProxy = (name: string): string => name.split(' ').slice(0, 3).join(' ');

function difference(left: readonly string[], right: readonly string[], leftName: string, rightName: string): string[] {
  const [a, b] = [new Set(left), new Set(right)];
  return [
    ...[...a].filter((each) => !b.has(each)).map((each) => `only in ${leftName}: ${each}`),
    ...[...b].filter((each) => !a.has(each)).map((each) => `only in ${rightName}: ${each}`),
  ];
}

/** What changes by being asked, and by time passing: who called, and which gateways are there. */
const RESTLESS = ['audit_log', 'tokens', 'rate_limits', 'used_nonces', 'nodes', 'node_answers'];

/** A digest of every row of every other table, by table: equal before and after what must not write. */
export async function databaseContents(url: string): Promise<Readonly<Record<string, string>>> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
        WHERE table_schema = 'public' AND NOT table_name = ANY($1) ORDER BY table_name`,
      [RESTLESS],
    );
    const digests = rows.map(
      ({ name }) =>
        `SELECT '${name}' AS name, count(*) || ':' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS digest FROM "${name}" t`,
    );
    // One statement: tests ask often.
    const contents = await client.query<{ name: string; digest: string }>(digests.join(' UNION ALL '));
    return Object.fromEntries(contents.rows.map(({ name, digest }) => [name, digest]));
  });
}
