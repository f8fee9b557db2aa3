import { migratedFrom } from '../support/older-schema.js';
import { withClient } from '../support/postgres.js';

const OURS = 'KeepHistories1760000000100';

/** A deployment and its item as a program before this migration wrote them. */
const deployment = (id: string, kind: string, object: string, number: number, item: string) => `
  INSERT INTO deployments VALUES ('${id}', 'e', 'p', '${kind}', '${object}', '${object}', 'name', NULL, ${number}, 'u', 'u',
    '', false, 'succeeded', NULL, '', NULL, now(), now());
  INSERT INTO deployment_items VALUES ('${id}', 'x', '', ${item});`;

const BEFORE = `
  INSERT INTO projects VALUES ('p', 'p', '', 'a', '', false, '[]', now(), now());
  INSERT INTO environments VALUES ('e', 'e', '', 'TEST', NULL, 1, NULL, NULL, 0, now(), now());
  ${deployment('d1', 'deploy', 'proxy', 1, `'put', 'r1', NULL`)}
  ${deployment('d2', 'undeploy', 'proxy', 2, `'remove', NULL, '{"revisionId": "r1"}'`)}
  ${deployment('d3', 'deploy', 'group', 1, `'put', 'r1', NULL`)}`;

describe('the migration that keeps histories', () => {
  it('finds what older deployments of proxies froze; of groups it was not kept', async () => {
    const database = await migratedFrom(OURS, BEFORE);
    try {
      const { rows } = await withClient(database.url, (client) =>
        client.query('SELECT id, frozen FROM deployments ORDER BY id'),
      );
      const frozen = { settings: null, members: [{ proxyId: 'x', name: 'name', revisionId: 'r1' }] };
      expect(rows).toEqual([
        { id: 'd1', frozen },
        { id: 'd2', frozen },
        { id: 'd3', frozen: null },
      ]);
    } finally {
      await database.drop();
    }
  });
});
