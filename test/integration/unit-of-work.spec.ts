import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type OpenDatabase, openDatabase } from '../support/database.js';

let database: OpenDatabase;
let sut: UnitOfWork;

beforeAll(async () => {
  database = await openDatabase();
  sut = new UnitOfWork(database.dataSource);
  await database.dataSource.query('CREATE TABLE counters (id integer PRIMARY KEY, n integer NOT NULL)');
  await database.dataSource.query('INSERT INTO counters VALUES (1, 0), (2, 0)');
});

afterAll(() => database?.close());

const counter = async (id: number): Promise<number> => {
  const [row] = await database.dataSource.query('SELECT n FROM counters WHERE id = $1', [id]);
  return row.n;
};

/** Resolves for both callers once both have arrived; later arrivals pass. */
function meeting(): () => Promise<void> {
  let arrived = 0;
  const both = Promise.withResolvers<void>();
  return () => {
    arrived += 1;
    if (arrived >= 2) both.resolve();
    return both.promise;
  };
}

describe(UnitOfWork.name, () => {
  it('runs the whole function again after a deadlock, so both writers get through', async () => {
    const meet = meeting();
    let runs = 0;
    const add = (first: number, second: number) =>
      sut.run(async (tx) => {
        runs += 1;
        await tx.manager.query('UPDATE counters SET n = n + 1 WHERE id = $1', [first]);
        await meet();
        await tx.manager.query('UPDATE counters SET n = n + 1 WHERE id = $1', [second]);
      });
    await Promise.all([add(1, 2), add(2, 1)]);
    expect([await counter(1), await counter(2)]).toEqual([2, 2]);
    // The loser may meet the winner once more.
    expect(runs).toBeGreaterThanOrEqual(3);
  });

  it('runs again after a serialization failure', async () => {
    const meet = meeting();
    let runs = 0;
    const increment = () =>
      sut.snapshot(async (tx) => {
        runs += 1;
        const [{ n }] = await tx.manager.query('SELECT n FROM counters WHERE id = 1');
        await meet();
        await tx.manager.query('UPDATE counters SET n = $1 WHERE id = 1', [n + 1]);
      });
    const before = await counter(1);
    await Promise.all([increment(), increment()]);
    expect(await counter(1)).toBe(before + 2);
    // The loser may meet the winner once more.
    expect(runs).toBeGreaterThanOrEqual(3);
  });

  it('does not run again what fails for another reason, and undoes it', async () => {
    let runs = 0;
    const before = await counter(1);
    const work = sut.run(async (tx) => {
      runs += 1;
      await tx.manager.query('UPDATE counters SET n = n + 100 WHERE id = 1');
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(runs).toBe(1);
    expect(await counter(1)).toBe(before);
  });

  it('acts after the commit only', async () => {
    const seen: string[] = [];
    await sut.run(async (tx) => {
      tx.afterCommit(() => seen.push('committed'));
      seen.push('worked');
    });
    await sut
      .run(async (tx) => {
        tx.afterCommit(() => seen.push('never'));
        throw new Error('undone');
      })
      .catch(() => undefined);
    expect(seen).toEqual(['worked', 'committed']);
  });

  it('lets one at a time hold a lock, and gives up waiting when told to', async () => {
    const release = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const first = sut.exclusive(
      'lock',
      1_000,
      async () => {
        holding.resolve();
        await release.promise;
        return 'first';
      },
      () => 'busy',
    );
    await holding.promise;
    const second = await sut.exclusive(
      'lock',
      20,
      async () => 'second',
      () => 'busy',
    );
    expect(second).toBe('busy');
    release.resolve();
    expect(await first).toBe('first');
    expect(
      await sut.exclusive(
        'lock',
        1_000,
        async () => 'third',
        () => 'busy',
      ),
    ).toBe('third');
  });
});
