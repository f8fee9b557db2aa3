import { CALL_TOLERANCE_MS } from '../../ir/timestamp.js';
import { NonceStore } from './nonces.js';

const NOW = 1_800_000_000_000;

describe('NonceStore', () => {
  it('takes a nonce once per key', () => {
    const sut = new NonceStore();
    expect(sut.use('k', 'n', null, NOW)).toBe(true);
    expect(sut.use('k', 'n', null, NOW + 1)).toBe(false);
    expect(sut.use('other', 'n', null, NOW + 1)).toBe(true);
    expect(sut.use('k', 'other', null, NOW + 1)).toBe(true);
  });

  it('tells key and nonce apart wherever one ends', () => {
    const sut = new NonceStore();
    expect(sut.use('ab', 'c', null, NOW)).toBe(true);
    expect(sut.use('a', 'bc', null, NOW)).toBe(true);
  });

  it('keeps it for as long as the call could be sent again', () => {
    const sut = new NonceStore();
    const ahead = NOW + CALL_TOLERANCE_MS;
    expect(sut.use('k', 'plain', null, NOW)).toBe(true);
    expect(sut.use('k', 'ahead', ahead, NOW)).toBe(true);
    expect(sut.use('k', 'plain', null, NOW + CALL_TOLERANCE_MS)).toBe(true);
    expect(sut.use('k', 'ahead', ahead, ahead + CALL_TOLERANCE_MS - 1)).toBe(false);
    expect(sut.use('k', 'ahead', ahead, ahead + CALL_TOLERANCE_MS)).toBe(true);
  });

  it('forgets the oldest beyond its bound', () => {
    const sut = new NonceStore(2);
    for (const nonce of ['1', '2', '3']) sut.use('k', nonce, null, NOW);
    expect(sut.use('k', '3', null, NOW)).toBe(false);
    expect(sut.use('k', '2', null, NOW)).toBe(false);
    expect(sut.use('k', '1', null, NOW)).toBe(true);
  });
});
