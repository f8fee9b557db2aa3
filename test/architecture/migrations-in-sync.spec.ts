import { openDatabase } from '../support/database.js';

describe('entities and migrations', () => {
  it('agree: nothing is left to generate', async () => {
    const { dataSource, close } = await openDatabase();
    try {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await close();
    }
  });
});
