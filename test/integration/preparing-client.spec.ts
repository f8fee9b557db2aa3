import { PreparingClient } from '../../src/database/preparing-client.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let sut: PreparingClient;

beforeAll(async () => {
  database = await createTestDatabase();
  sut = new PreparingClient({ connectionString: database.url });
  await sut.connect();
});

afterAll(async () => {
  await sut?.end();
  await database?.drop();
});

const prepared = async (fragment: string): Promise<number> => {
  const { rows } = await sut.query('SELECT statement FROM pg_prepared_statements');
  return rows.filter((row: { statement: string }) => row.statement.includes(fragment)).length;
};

describe(PreparingClient.name, () => {
  it('prepares once what comes again with other values', async () => {
    for (let n = 0; n < 20; n++) {
      const { rows } = await sut.query('SELECT $1::int + 1 AS often', [n]);
      expect(rows).toEqual([{ often: n + 1 }]);
    }
    expect(await prepared('often')).toBe(1);
  });

  it('leaves alone what comes once, and what has no values', async () => {
    await sut.query('SELECT $1::int AS once', [1]);
    for (let n = 0; n < 20; n++) await sut.query('SELECT 1 AS constant');
    expect((await prepared('once')) + (await prepared('constant'))).toBe(0);
  });

  it('keeps the number of plans bounded, and works beyond it', async () => {
    for (let shape = 1; shape <= 400; shape++) {
      for (let n = 0; n < 5; n++) {
        const { rows } = await sut.query(`SELECT $1::int AS shape_${shape}`, [n]);
        expect(rows).toEqual([{ [`shape_${shape}`]: n }]);
      }
    }
    expect(await prepared('shape_')).toBeLessThanOrEqual(300);
  });
});
