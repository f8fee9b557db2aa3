import { createTestDatabase, type TestDatabase, withClient } from '../support/postgres.js';

const databases: TestDatabase[] = [];

async function create(...args: Parameters<typeof createTestDatabase>): Promise<TestDatabase> {
  const database = await createTestDatabase(...args);
  databases.push(database);
  return database;
}

afterAll(() => Promise.all(databases.map((database) => database.drop())));

describe('createTestDatabase', () => {
  it('gives every caller an empty database of its own', async () => {
    const [one, two] = await Promise.all([create(), create()]);
    await withClient(one.url, (client) => client.query('CREATE TABLE mark (id int)'));
    const { rows } = await withClient(two.url, (client) => client.query(`SELECT to_regclass('mark') AS found`));
    expect(rows).toEqual([{ found: null }]);
  });

  it('migrates once, however many ask at the same time, and copies the result', async () => {
    const migrated: string[] = [];
    const migrate = async (url: string) => {
      migrated.push(url);
      await withClient(url, (client) => client.query('CREATE TABLE made (id int)'));
    };
    const copies = await Promise.all([1, 2, 3].map(() => create(migrate, 'of_this_spec')));
    expect(migrated).toHaveLength(1);
    for (const { url } of copies) await withClient(url, (client) => client.query('INSERT INTO made VALUES (1)'));
  });

  it('makes no template of a migration that failed', async () => {
    const failing = () => Promise.reject(new Error('half a migration'));
    await expect(create(failing, 'failing')).rejects.toThrow('half a migration');
    await expect(create(() => Promise.resolve(), 'failing')).resolves.toBeDefined();
  });

  it('drops a database under an open connection', async () => {
    const database = await create();
    await withClient(database.url, async (client) => {
      const closed = new Promise((resolve) => client.on('error', resolve));
      await database.drop();
      await expect(closed).resolves.toMatchObject({ code: '57P01' });
    });
    await expect(withClient(database.url, (client) => client.query('SELECT 1'))).rejects.toMatchObject({
      code: '3D000',
    });
  });
});
