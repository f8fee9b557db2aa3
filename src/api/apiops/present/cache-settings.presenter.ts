import type { CacheSettings, CacheVariable } from '../../../model/api-proxy.js';
import type { CacheSettingsDto, CacheVariableDto } from '../dto/cache-settings.dto.js';

/** As `PATCH X/endpoints/cache/` takes them. */
export const presentCacheSettings = (cache: CacheSettings): CacheSettingsDto => ({
  cacheActive: cache.active,
  cacheOnlyHttpGetRequests: cache.onlyGet,
  cacheKeyType: cache.keyType,
  cacheStorageType: cache.storage,
  capacity: cache.capacity,
  ttl: cache.ttlSeconds,
  handlingAction: cache.onFailure,
  invalidationRequiresAuthn: cache.invalidationRequiresAuthn,
  cacheNullValue: cache.cacheEmpty,
  variableList: cache.variables.map(presentVariable),
});

function presentVariable(variable: CacheVariable): CacheVariableDto {
  switch (variable.source) {
    case 'HEADER':
      return { type: 'HEADER', name: variable.name, headerName: variable.name };
    case 'CONTEXT':
      return { type: 'CONTEXT_VALUES', name: variable.value, contextValue: variable.value };
    default:
      return { type: 'PARAMETER', name: variable.name, paramType: variable.source, paramName: variable.name };
  }
}
