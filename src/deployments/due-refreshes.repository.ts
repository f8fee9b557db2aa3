import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import type { LivePlace } from './live-place.js';

/** Where a change of surroundings is live, and where it is written but not live yet. */
@Injectable()
export class DueRefreshesRepository {
  /** Where an app is let into something that is live. */
  placesOfApp(tx: Tx, appId: string): Promise<LivePlace[]> {
    return tx.manager.query(
      `SELECT DISTINCT r.environment_id AS "environmentId", r.group_id AS "groupId"
         FROM app_authorities a JOIN environments e ON e.stage = a.stage
         JOIN releases r ON r.environment_id = e.id AND r.proxy_id = a.proxy_id AND r.group_id = a.group_id
        WHERE a.app_id = $1::bigint ORDER BY 1, 2`,
      [appId],
    );
  }

  async add(tx: Tx, places: readonly LivePlace[]): Promise<void> {
    await tx.manager.query(
      `INSERT INTO due_refreshes (environment_id, group_id) SELECT * FROM unnest($1::text[], $2::text[])
       ON CONFLICT DO NOTHING`,
      [places.map(({ environmentId }) => environmentId), places.map(({ groupId }) => groupId)],
    );
  }

  async remove(tx: Tx, environmentId: Id, groupIds: readonly Id[]): Promise<void> {
    await tx.manager.query('DELETE FROM due_refreshes WHERE environment_id = $1 AND group_id = ANY($2)', [
      environmentId,
      [...groupIds],
    ]);
  }

  /** One row per environment and project. */
  list(tx: Tx): Promise<{ environmentId: Id; projectId: Id; groupIds: Id[] }[]> {
    return tx.manager.query(
      `SELECT d.environment_id AS "environmentId", g.project_id AS "projectId", array_agg(g.id ORDER BY g.id) AS "groupIds"
         FROM due_refreshes d JOIN proxy_groups g ON g.id = d.group_id GROUP BY 1, 2 ORDER BY 1, 2`,
    );
  }
}
