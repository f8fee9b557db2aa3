import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { KeyAndValue, ResourceTag, TaggedType } from '../model/resource-tag.js';
import type { Id } from '../shared/ids.js';

/** Which tags of a type; absent members match anything. */
export interface TagFilter {
  readonly resourceIds?: readonly Id[];
  /** Only of resources that have all of these; an empty value matches any. */
  readonly having?: readonly KeyAndValue[];
  /** The last one seen, by resource and key. */
  readonly after?: Pick<ResourceTag, 'resourceId' | 'key'>;
  readonly limit?: number;
}

@Injectable()
export class ResourceTagsRepository {
  /** By resource and key. */
  async find(tx: Tx, projectId: Id, type: TaggedType, filter: TagFilter): Promise<ResourceTag[]> {
    const having = filter.having ?? [];
    return tx.manager.query(
      `WITH tags AS (${type === 'api' ? TAGS_OF_APIS : TAGS_OF_TYPE})
       SELECT resource_id AS "resourceId", key, value FROM tags t
        WHERE ($3::text[] IS NULL OR resource_id = ANY($3))
          AND NOT EXISTS (SELECT FROM unnest($4::text[], $5::text[]) AS wanted(key, value)
                           WHERE NOT EXISTS (SELECT FROM tags o
                                              WHERE o.resource_id = t.resource_id AND o.key = wanted.key
                                                AND wanted.value IN ('', o.value)))
          AND ($6::text IS NULL OR (resource_id, key) > ($6, $7))
        ORDER BY resource_id, key LIMIT $8`,
      [
        projectId,
        type,
        filter.resourceIds ?? null,
        having.map(({ key }) => key),
        having.map(({ value }) => value),
        filter.after?.resourceId ?? null,
        filter.after?.key ?? null,
        filter.limit ?? null,
      ],
    );
  }

  /** All on all; one that has the same key is replaced. */
  async put(
    tx: Tx,
    projectId: Id,
    type: TaggedType,
    resourceIds: readonly Id[],
    tags: readonly KeyAndValue[],
  ): Promise<void> {
    await tx.manager.query(
      `INSERT INTO resource_tags (resource_type, resource_id, key, value, project_id)
       SELECT $2, id, tag.key, tag.value, $1
         FROM unnest($3::text[]) AS id, unnest($4::text[], $5::text[]) AS tag(key, value)
       ON CONFLICT (resource_type, resource_id, key) DO UPDATE SET value = excluded.value`,
      [projectId, type, [...resourceIds], tags.map(({ key }) => key), tags.map(({ value }) => value)],
    );
  }

  /** `keys` null: all of them. */
  async remove(tx: Tx, type: TaggedType, resourceIds: readonly Id[], keys: readonly string[] | null): Promise<void> {
    await tx.manager.query(
      `DELETE FROM resource_tags
        WHERE resource_type = $1 AND resource_id = ANY($2) AND ($3::text[] IS NULL OR key = ANY($3))`,
      [type, [...resourceIds], keys === null ? null : [...keys]],
    );
  }
}

const TAGS_OF_TYPE = `SELECT resource_id, key, value FROM resource_tags WHERE project_id = $1 AND resource_type = $2`;

/** Its own before those of its groups, and of those the first group's. */
const TAGS_OF_APIS = `
  SELECT DISTINCT ON (resource_id, key) resource_id, key, value
    FROM (SELECT resource_id, key, value, '' AS source FROM resource_tags
           WHERE project_id = $1 AND resource_type = $2
          UNION ALL
          SELECT m.proxy_id, g.key, g.value, m.group_id
            FROM resource_tags g JOIN group_members m ON m.group_id = g.resource_id
           WHERE g.project_id = $1 AND g.resource_type = 'apiGroup') AS every
   ORDER BY resource_id, key, source`;
