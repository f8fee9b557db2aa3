import { readWireVersion, wireVersion } from './wire-values.js';

describe('a version on the wire', () => {
  it('is 17 digits of UTC, and reads back', () => {
    const date = new Date('2026-01-02T03:04:05.006Z');
    expect(wireVersion(date)).toBe('20260102030405006');
    expect(readWireVersion('20260102030405006')).toEqual(date);
  });

  it.each(['', 'latest', '2026010203040500', '202601020304050060', '20261302030405006', '20260230030405006'])(
    'is not %p',
    (text) => {
      expect(readWireVersion(text)).toBeNull();
    },
  );
});
