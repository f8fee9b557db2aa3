import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import { Problem } from '../shared/problem.js';

/** The routes of one release. `ownerId`: the group's id, or the proxy's outside a group. */
export interface Claimant {
  readonly environmentId: Id;
  readonly ownerId: Id;
  readonly proxyId: Id;
}

/** Keeps "one owner a route" in the database, at a cost that grows with what changes. */
@Injectable()
export class RouteClaimsRepository {
  /** Makes `routes` the release's routes. Refuses (route_conflict) a route of another proxy or group, with its name. */
  async claim(tx: Tx, claimant: Claimant, routes: readonly string[]): Promise<void> {
    const { environmentId, ownerId, proxyId } = claimant;
    const claims = routes.map(digest);
    await this.#take(tx, environmentId, ownerId, claims, routes);
    await tx.manager.query(
      `INSERT INTO route_claims (environment_id, owner_id, proxy_id, claim)
       SELECT $1, $2, $3, claim FROM unnest($4::text[]) AS claim ON CONFLICT DO NOTHING`,
      [environmentId, ownerId, proxyId, claims],
    );
    await this.#drop(tx, claimant, claims);
  }

  async release(tx: Tx, claimant: Claimant): Promise<void> {
    await this.#drop(tx, claimant, []);
  }

  async #take(tx: Tx, environmentId: Id, ownerId: Id, claims: string[], routes: readonly string[]): Promise<void> {
    await tx.manager.query(
      `INSERT INTO route_owners (environment_id, claim, owner_id, route)
       SELECT $1, w.claim, $2, w.route FROM unnest($3::text[], $4::text[]) AS w(claim, route)
       ON CONFLICT (environment_id, claim) DO NOTHING`,
      [environmentId, ownerId, claims, [...routes]],
    );
    const [taken] = await tx.manager.query(
      `SELECT o.route, coalesce(g.name, p.name) AS name, CASE WHEN g.id IS NULL THEN 'proxy' ELSE 'group' END AS kind
         FROM route_owners o
         LEFT JOIN proxy_groups g ON g.id = o.owner_id
         LEFT JOIN api_proxies p ON p.id = o.owner_id
        WHERE o.environment_id = $1 AND o.claim = ANY($2) AND o.owner_id <> $3
        ORDER BY length(o.route), o.route LIMIT 1`,
      [environmentId, claims, ownerId],
    );
    if (taken === undefined) return;
    throw new Problem(
      'route_conflict',
      `route ${taken.route} is already served by ${taken.kind} '${taken.name}': change the path, host, method or header of one of them`,
      { resource: 'route', name: taken.name, field: 'clientRoute.paths' },
    );
  }

  /** Drops the release's claims other than `kept`, and owners whose last claim that was. */
  async #drop(tx: Tx, { environmentId, ownerId, proxyId }: Claimant, kept: readonly string[]): Promise<void> {
    const result: [{ claim: string }[], number] = await tx.manager.query(
      `DELETE FROM route_claims
        WHERE environment_id = $1 AND owner_id = $2 AND proxy_id = $3 AND NOT (claim = ANY($4)) RETURNING claim`,
      [environmentId, ownerId, proxyId, [...kept]],
    );
    const dropped = result[0].map((row) => row.claim);
    if (dropped.length === 0) return;
    await tx.manager.query(
      `DELETE FROM route_owners o
        WHERE o.environment_id = $1 AND o.claim = ANY($2) AND o.owner_id = $3
          AND NOT EXISTS (SELECT 1 FROM route_claims c
                           WHERE c.environment_id = $1 AND c.claim = o.claim AND c.owner_id = $3)`,
      [environmentId, dropped, ownerId],
    );
  }
}

const digest = (route: string): string => createHash('sha256').update(route).digest('hex');
