import type { CacheKeyPart, IrCache } from '../../ir/fragment.js';
import type { CacheContextValue, CacheVariable, Operation } from '../../model/api-proxy.js';
import type { FaultList } from '../fault-list.js';
import { headerNameFault } from './header-rules.js';

/** Null: nothing is kept. */
export function cacheOf({ cache, mapping }: Operation, field: string, faults: FaultList): IrCache | null {
  if (cache?.active !== true) return null;
  if (mapping !== null) {
    faults.add('invalid_cache', field, 'answers cannot be cached where parameters are mapped; switch the cache off');
    return null;
  }
  for (const part of ['ttlSeconds', 'capacity'] as const) {
    if (!Number.isInteger(cache[part]) || cache[part] < 1)
      faults.add('invalid_cache', `${field}.${part}`, 'use 1 or more');
  }
  cache.variables.forEach((variable, index) => {
    const fault = variable.source === 'HEADER' ? headerNameFault(variable.name) : null;
    if (fault !== null) faults.add('invalid_cache', `${field}.variables[${index}].name`, fault);
  });
  return {
    methods: cache.onlyGet ? ['GET'] : ['GET', 'POST'],
    ttlSeconds: cache.ttlSeconds,
    capacity: cache.capacity,
    key: cache.keyType === 'CUSTOM' ? cache.variables.flatMap(keyPart) : null,
    keepsEmpty: cache.cacheEmpty,
    refreshedBy: cache.invalidationRequiresAuthn ? 'known-callers' : 'anybody',
  };
}

function keyPart(variable: CacheVariable): readonly CacheKeyPart[] {
  switch (variable.source) {
    case 'HEADER':
      return [{ location: 'header', name: variable.name.toLowerCase() }];
    case 'QUERY':
      return [{ location: 'query', name: variable.name }];
    // The path tells requests apart in any case.
    case 'PATH':
      return [];
    case 'CONTEXT':
      return CONTEXT_PARTS[variable.value];
  }
}

/** Method, path and host tell requests apart in any case. */
const CONTEXT_PARTS: Readonly<Record<CacheContextValue, readonly CacheKeyPart[]>> = {
  REQUEST_HTTP_METHOD: [],
  REQUEST_REQUEST_URI: [],
  REQUEST_PATH_INFO: [],
  REQUEST_SERVER_NAME: [],
  REQUEST_QUERY_STRING: [{ location: 'whole-query' }],
  REQUEST_CONTENT_TYPE: [{ location: 'header', name: 'content-type' }],
  REQUEST_REMOTE_ADDRESS: [{ location: 'client-address' }],
};
