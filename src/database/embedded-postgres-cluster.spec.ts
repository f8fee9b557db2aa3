import { checkFormat } from './embedded-postgres-cluster.js';

describe('checkFormat', () => {
  it('takes a cluster of the same major version', () => {
    expect(() => checkFormat('18', '18.4', '/data/postgres')).not.toThrow();
  });

  it.each(['17', '19', '1'])('refuses a cluster of version %s and names both ways out', (format) => {
    expect(() => checkFormat(format, '18.4', '/data/postgres')).toThrow(
      new RegExp(`made by PostgreSQL ${format},.*18\\.4.*new data directory.*DATABASE_URL`),
    );
  });
});
