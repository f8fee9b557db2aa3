import type { CacheSettings } from '../../model/api-proxy.js';
import { FaultList } from '../fault-list.js';
import { cacheSettings, mapping, operation } from '../testdata/samples.js';
import { cacheOf } from './cache-of.js';

const compiled = (change: Partial<CacheSettings>, of = {}) => {
  const faults = new FaultList({ id: 'p', name: 'p' });
  const cache = cacheOf(operation({ ...of, cache: cacheSettings(change) }), 'cache', faults);
  return { cache, faults: faults.all.map(({ field }) => field) };
};

describe('the cache of an operation', () => {
  it('is there only when it is on', () => {
    expect(compiled({ active: false }).cache).toBeNull();
    expect(compiled({}).cache).toEqual({
      methods: ['GET'],
      ttlSeconds: 60,
      capacity: 9,
      key: null,
      keepsEmpty: false,
      refreshedBy: 'anybody',
    });
  });

  it('is keyed by its variables; those of the path count in any case', () => {
    const variables = [
      { source: 'HEADER', name: 'X-A' },
      { source: 'QUERY', name: 'p' },
      { source: 'PATH', name: 'id' },
      { source: 'CONTEXT', value: 'REQUEST_REMOTE_ADDRESS' },
      { source: 'CONTEXT', value: 'REQUEST_HTTP_METHOD' },
    ] as const;
    const change = { keyType: 'CUSTOM', onlyGet: false, invalidationRequiresAuthn: true, variables } as const;
    expect(compiled(change).cache).toMatchObject({
      methods: ['GET', 'POST'],
      refreshedBy: 'known-callers',
      key: [{ location: 'header', name: 'x-a' }, { location: 'query', name: 'p' }, { location: 'client-address' }],
    });
  });

  it('is a fault where it cannot be', () => {
    expect(compiled({}, { mapping: mapping({}) })).toEqual({ cache: null, faults: ['cache'] });
    expect(compiled({ ttlSeconds: 0, capacity: 0.5 }).faults).toEqual(['cache.ttlSeconds', 'cache.capacity']);
    const variables = [{ source: 'HEADER', name: 'a b' }] as const;
    expect(compiled({ keyType: 'CUSTOM', variables }).faults).toEqual(['cache.variables[0].name']);
  });
});
