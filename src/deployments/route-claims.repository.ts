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

  /** What stands in the way of claiming these, worst first. Writes nothing. */
  async conflicts(tx: Tx, claimant: Claimant, routes: readonly string[]): Promise<TakenRow[]> {
    const { environmentId, ownerId } = claimant;
    const places = routes.map((route) => digest(placeOf(route)));
    return tx.manager.query(TAKEN, [environmentId, routes.map(digest), ownerId, [...new Set(places)], MAX_CONFLICTS]);
  }

  /** Refuses (route_conflict) routes that another member of the claimant's group serves as well. */
  async requireAlone(tx: Tx, { environmentId, ownerId, proxyId }: Claimant, routes: readonly string[]): Promise<void> {
    const [other]: { route: string; name: string }[] = await tx.manager.query(
      `SELECT o.route, p.api_name AS name
         FROM route_claims c
         JOIN api_proxies p ON p.id = c.proxy_id
         JOIN route_owners o ON o.environment_id = c.environment_id AND o.claim = c.claim
        WHERE c.environment_id = $1 AND c.owner_id = $2 AND c.proxy_id <> $3 AND c.claim = ANY($4)
        ORDER BY o.route LIMIT 1`,
      [environmentId, ownerId, proxyId, routes.map(digest)],
    );
    if (other === undefined) return;
    const { route, name } = other;
    const message = `route ${route} is still served by API '${name}' of this group: deploy that again, or abolish it, first`;
    throw new Problem('route_conflict', message, { resource: 'route', name, field: 'operations[0].path' });
  }

  async release(tx: Tx, claimant: Claimant): Promise<void> {
    await this.#drop(tx, claimant, []);
  }

  async #take(tx: Tx, environmentId: Id, ownerId: Id, claims: string[], routes: readonly string[]): Promise<void> {
    const places = routes.map((route) => digest(placeOf(route)));
    await tx.manager.query(
      `INSERT INTO route_owners (environment_id, claim, owner_id, route, place)
       SELECT $1, w.claim, $2, w.route, w.place FROM unnest($3::text[], $4::text[], $5::text[]) AS w(claim, route, place)
       ON CONFLICT (environment_id, claim) DO NOTHING`,
      [environmentId, ownerId, claims, [...routes], places],
    );
    const [taken]: TakenRow[] = await tx.manager.query(TAKEN, [
      environmentId,
      claims,
      ownerId,
      [...new Set(places)],
      1,
    ]);
    if (taken !== undefined) throw conflictWith(taken);
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
    // NOT IN is read once into a hash. NOT EXISTS was looked up per owner, through all rows just deleted: quadratic.
    await tx.manager.query(
      `DELETE FROM route_owners
        WHERE environment_id = $1 AND claim = ANY($2) AND owner_id = $3
          AND claim NOT IN (SELECT claim FROM route_claims WHERE environment_id = $1 AND owner_id = $3)`,
      [environmentId, dropped, ownerId],
    );
  }
}

/** A route that another holds, with its owner. */
export interface TakenRow {
  readonly route: string;
  readonly name: string;
  readonly kind: 'proxy' | 'group';
  /** Of another project, which has only the host and path in common. */
  readonly foreign: boolean;
}

/** More than anybody reads. */
const MAX_CONFLICTS = 1_000;

/** $1 environment, $2 claims, $3 their owner, $4 their places, $5 how many. Another's claim, or a place of another project. */
const TAKEN = `
  WITH met AS (
    SELECT owner_id, route, false AS foreign FROM route_owners
     WHERE environment_id = $1 AND claim = ANY($2) AND owner_id <> $3
    UNION ALL
    SELECT owner_id, route, true FROM route_owners WHERE environment_id = $1 AND place = ANY($4) AND owner_id <> $3
  )
  SELECT m.route, m.foreign, coalesce(g.name, p.name) AS name,
         CASE WHEN g.id IS NULL THEN 'proxy' ELSE 'group' END AS kind
    FROM met m
    LEFT JOIN proxy_groups g ON g.id = m.owner_id
    LEFT JOIN api_proxies p ON p.id = m.owner_id
   WHERE NOT m.foreign OR coalesce(g.project_id, p.project_id) <> (
         SELECT project_id FROM proxy_groups WHERE id = $3 UNION ALL SELECT project_id FROM api_proxies WHERE id = $3)
   ORDER BY m.foreign, length(m.route), m.route LIMIT $5`;

export function conflictWith({ route, name, kind, foreign }: TakenRow): Problem {
  const served = `route ${route} is already served by ${kind} '${name}'`;
  const message = foreign
    ? `${served} of another project: projects do not share a host and path, change one of them`
    : `${served}: change the path, host, method or header of one of them`;
  return new Problem('route_conflict', message, { resource: 'route', name, field: 'clientRoute.paths' });
}

/** `host|path` of `host|path|method|headers`. */
const placeOf = (route: string): string => route.split('|', 2).join('|');

const digest = (route: string): string => createHash('sha256').update(route).digest('hex');
