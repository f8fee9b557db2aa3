import { parsePrepared, preparedPayload } from './channels.js';

const NOTICE = { environmentId: 'e', deploymentId: 'd', sender: 'r' };

describe(parsePrepared.name, () => {
  it.each([null, 'edge-1', 'edge-1, a:b:c'])('reads what it wrote: %s', (refusedBy) => {
    expect(parsePrepared(preparedPayload({ ...NOTICE, refusedBy }))).toEqual({ ...NOTICE, refusedBy });
  });

  it('stays below what PostgreSQL takes', () => {
    const payload = preparedPayload({ ...NOTICE, refusedBy: '語'.repeat(9_000) });
    expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
    expect(parsePrepared(payload)?.refusedBy).toMatch(/^語+$/);
  });

  it.each(['', 'e', 'e:d', 'e:d:r', ':d:r:'])('reads nothing from %j', (payload) => {
    expect(parsePrepared(payload)).toBeUndefined();
  });
});
