import { migratedFrom } from '../support/older-schema.js';
import { withClient } from '../support/postgres.js';

const AT = '2026-01-02 03:04:05.678901+00';

/** A deployment and its item as a program before this migration wrote them. */
const deployment = (id: string, kind: string, number: number, at: string, item: string) => `
  INSERT INTO deployments VALUES ('${id}', 'e', 'p', '${kind}', 'proxy', 'x', 'name', 'g', ${number}, 'u', 'u',
    '', false, 'succeeded', NULL, '', NULL, '${at}', now());
  INSERT INTO deployment_items VALUES ('${id}', 'x', 'g', ${item});`;

const BEFORE = `
  INSERT INTO projects VALUES ('p', 'p', '', 'a', '', false, '[]', now(), now());
  INSERT INTO environments VALUES ('e', 'e', '', 'TEST', NULL, 1, NULL, NULL, 0, now(), now());
  INSERT INTO proxy_groups VALUES ('g', 'p', 'g', '', '{}', '', now(), now());
  INSERT INTO api_proxies VALUES ('x', 'p', 'x', 'x', NULL, '', '{}', '', NULL, now(), now());
  INSERT INTO revisions VALUES ('r', 'x', 1, '{}', '', now());
  INSERT INTO fragments VALUES ('f', '{}', now());
  ${deployment('d1', 'deploy', 1, AT, `'put', 'r', NULL`)}
  ${deployment('d2', 'deploy', 2, AT, `'put', 'r', NULL`)}
  ${deployment('d3', 'deploy', 3, '2026-01-02 03:04:05.679+00', `'put', 'r', NULL`)}
  ${deployment('d4', 'undeploy', 4, '2026-01-02 03:04:07+00', `'remove', NULL, '{}'`)}
  INSERT INTO releases VALUES ('e', 'x', 'g', 'g', 'r', '', '', '', 'f', 'd3', '${AT}');`;

describe('the migration that keeps versions', () => {
  it('names what older deployments made by their moments, each by another, and what is live', async () => {
    const database = await migratedFrom('KeepVersions1760000000200', BEFORE);
    try {
      const read = (sql: string) => withClient(database.url, async (client) => (await client.query(sql)).rows);
      expect(await read('SELECT deployment_id AS id, versioned_at AS at FROM deployment_items ORDER BY 1')).toEqual([
        { id: 'd1', at: new Date('2026-01-02T03:04:05.678Z') },
        { id: 'd2', at: new Date('2026-01-02T03:04:05.679Z') },
        { id: 'd3', at: new Date('2026-01-02T03:04:05.680Z') },
        { id: 'd4', at: null },
      ]);
      expect(await read('SELECT versioned_at AS at FROM releases')).toEqual([
        { at: new Date('2026-01-02T03:04:05.680Z') },
      ]);
    } finally {
      await database.drop();
    }
  });
});
