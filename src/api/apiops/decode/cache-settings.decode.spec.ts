import { presentCacheSettings } from '../present/cache-settings.presenter.js';
import { decodeCacheSettings } from './cache-settings.decode.js';
import { Fields } from './fields.js';
import { decodePromotedProxy } from './promoted.decode.js';

const decode = (settings: object) => decodeCacheSettings(Fields.root(settings, 'cacheSettings'));
const custom = (...variableList: readonly object[]) => ({
  cacheActive: true,
  handlingAction: 'STOP',
  cacheKeyType: 'CUSTOM',
  variableList,
});

describe('cache settings', () => {
  it('have defaults for all but what to do when the cache fails', () => {
    expect(decode({ handlingAction: 'CONTINUE' })).toEqual({
      active: false,
      onlyGet: true,
      keyType: 'QUERY_PARAMS',
      variables: [],
      storage: 'DISTRIBUTED',
      capacity: 1000,
      ttlSeconds: 60,
      onFailure: 'CONTINUE',
      invalidationRequiresAuthn: false,
      cacheEmpty: false,
    });
  });

  it.each([
    [
      { type: 'HEADER', headerName: 'X-A' },
      { source: 'HEADER', name: 'X-A' },
    ],
    [
      { type: 'HEADER', name: 'X-A', dataType: 'STRING' },
      { source: 'HEADER', name: 'X-A' },
    ],
    [
      { type: 'PARAMETER', name: 'p' },
      { source: 'QUERY', name: 'p' },
    ],
    [
      { type: 'PARAMETER', paramType: 'PATH', paramName: 'id' },
      { source: 'PATH', name: 'id' },
    ],
    [
      { type: 'CONTEXT', contextValue: 'REQUEST_URI' },
      { source: 'CONTEXT', value: 'REQUEST_REQUEST_URI' },
    ],
    [{ type: 'CLIENT_IP' }, { source: 'CONTEXT', value: 'REQUEST_REMOTE_ADDRESS' }],
  ])('take the variable %j', (sent, variable) => {
    expect(decode(custom(sent)).variables).toEqual([variable]);
  });

  it.each([
    [{}, 'handlingAction is required'],
    [{ handlingAction: 'STOP', ttl: 0 }, 'cacheSettings.ttl must be 1 or more'],
    [{ handlingAction: 'STOP', capacity: 0 }, 'cacheSettings.capacity must be 1 or more'],
    [custom(), 'cacheSettings.variableList value can not be empty!'],
    [custom({ type: 'BODY' }), /variableList\[0\]: BODY is not supported here/],
    [custom({ type: 'PARAMETER', paramType: 'FORM' }), /paramType FORM is not supported here/],
    [custom({ type: 'CONTEXT_VALUES', contextValue: 'DATETIME_HOUR' }), /DATETIME_HOUR is not supported here/],
    [custom({ type: 'CONTEXT_VALUES', contextValue: 'constructor' }), /constructor is not supported here/],
  ])('are refused: %j', (settings, words) => {
    expect(() => decode(settings)).toThrow(words);
  });

  it('read as they are shown, also where an object is promoted', () => {
    const sent = custom(
      { type: 'HEADER', headerName: 'X-A' },
      { type: 'PARAMETER', paramType: 'PATH', paramName: 'id' },
      { type: 'CONTEXT_VALUES', contextValue: 'REQUEST_QUERY_STRING' },
    );
    const settings = decode({ ...sent, ttl: 5, capacity: 7, cacheNullValue: true, cacheStorageType: 'LOCAL' });
    const shown = presentCacheSettings(settings);
    expect(decode(shown)).toEqual(settings);
    const endpoint = { endpoint: '/a', httpMethod: 'GET', cacheSettings: shown };
    expect(decodePromotedProxy({ name: 'p', endpointList: [endpoint] }).operations).toMatchObject([
      { cache: settings },
    ]);
  });
});
