import {
  CACHE_CONTEXT_VALUES,
  type CacheContextValue,
  type CacheSettings,
  type CacheVariable,
} from '../../../model/api-proxy.js';
import { Problem } from '../../../shared/problem.js';
import { ENDPOINT_TEXTS } from '../http/messages.js';
import { empty, type Fields, refused } from './fields.js';

/** Where the contract names no default. */
const DEFAULT_TTL_SECONDS = 60;
const DEFAULT_CAPACITY = 1000;

/** Settings take the place of all that were there before; what is left out has its default. Source: apiops.md 5.3. */
export function decodeCacheSettings(settings: Fields): CacheSettings {
  const onFailure = settings.oneOf('handlingAction', ['CONTINUE', 'STOP']);
  if (onFailure === undefined) throw refused(ENDPOINT_TEXTS.handlingAction);
  const keyType = settings.oneOf('cacheKeyType', ['QUERY_PARAMS', 'CUSTOM']) ?? 'QUERY_PARAMS';
  const variables = (settings.objects('variableList') ?? []).map(decodeVariable);
  // Otherwise all requests of one path would get one answer.
  if (keyType === 'CUSTOM' && variables.length === 0) throw empty('cacheSettings.variableList');
  return {
    active: settings.flag('cacheActive') ?? false,
    onlyGet: settings.flag('cacheOnlyHttpGetRequests') ?? true,
    keyType,
    variables,
    storage: settings.oneOf('cacheStorageType', ['LOCAL', 'DISTRIBUTED']) ?? 'DISTRIBUTED',
    capacity: atLeastOne(settings, 'capacity') ?? DEFAULT_CAPACITY,
    ttlSeconds: atLeastOne(settings, 'ttl') ?? DEFAULT_TTL_SECONDS,
    onFailure,
    invalidationRequiresAuthn: settings.flag('invalidationRequiresAuthn') ?? false,
    cacheEmpty: settings.flag('cacheNullValue') ?? false,
  };
}

function atLeastOne(settings: Fields, name: string): number | undefined {
  const value = settings.wholeNumber(name);
  if (value === 0) throw refused(`cacheSettings.${name} must be 1 or more`);
  return value;
}

/** Source: apiops.md 6.3. What takes more than the head of a request is refused by name. */
function decodeVariable(variable: Fields, index: number): CacheVariable {
  const type = variable.requiredText('type');
  switch (type) {
    case 'HEADER':
      return { source: 'HEADER', name: variable.requiredText('headerName', 'name') };
    case 'PARAMETER': {
      const source = variable.oneOf('paramType', ['QUERY', 'PATH', 'FORM']) ?? 'QUERY';
      if (source === 'FORM') throw unsupported(index, 'PARAMETER of paramType FORM');
      return { source, name: variable.requiredText('paramName', 'name') };
    }
    case 'CONTEXT':
    case 'CONTEXT_VALUES':
      return { source: 'CONTEXT', value: contextValueOf(variable.requiredText('contextValue'), index) };
    case 'CLIENT_IP':
      return { source: 'CONTEXT', value: 'REQUEST_REMOTE_ADDRESS' };
    default:
      throw unsupported(index, type);
  }
}

const ALIASES: Readonly<Record<string, CacheContextValue>> = {
  CLIENT_IP: 'REQUEST_REMOTE_ADDRESS',
  REQUEST_METHOD: 'REQUEST_HTTP_METHOD',
  REQUEST_URI: 'REQUEST_REQUEST_URI',
  REQUEST_PATH: 'REQUEST_PATH_INFO',
  REQUEST_HOST: 'REQUEST_SERVER_NAME',
};

function contextValueOf(word: string, index: number): CacheContextValue {
  const found =
    CACHE_CONTEXT_VALUES.find((value) => value === word) ?? (Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined);
  if (found === undefined) throw unsupported(index, `CONTEXT_VALUES ${word}`);
  return found;
}

const unsupported = (index: number, what: string): Problem =>
  new Problem('unsupported', ENDPOINT_TEXTS.cacheVariable(`cacheSettings.variableList[${index}]`, what));
