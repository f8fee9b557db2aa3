import { DEFAULT_LIMITS } from '../../../config/limits.js';
import { appCodePlaceOf, callersOf } from './callers.js';
import { idList } from './id-list.js';
import { moment } from './moment.js';
import { vpcAccessOf } from './vpc-config.js';

const fault = (field: string) => expect.objectContaining({ facts: expect.objectContaining({ field }) });

describe('callersOf', () => {
  it('is anybody for ANONYMOUS, also where nothing is said', () => {
    expect(callersOf({})).toBeNull();
    expect(callersOf({ AuthType: 'ANONYMOUS', AppCodeAuthType: 'whatever' })).toBeNull();
  });

  it('reads what APP says, and its defaults', () => {
    const defaults = { appCodes: 'GROUP', signatures: ['HmacSHA256'], nonceRequired: false };
    expect(callersOf({ AuthType: 'APP' })).toEqual(defaults);
    const all = { AppCodeAuthType: 'DISABLE', AllowSignatureMethod: 'HmacSHA1, hmacsha256', ForceNonceCheck: true };
    const rules = { appCodes: 'NONE', signatures: ['HmacSHA256', 'HmacSHA1'], nonceRequired: true };
    expect(callersOf({ AuthType: 'APP', ...all })).toEqual(rules);
  });

  it.each([
    ['AuthType', { AuthType: 'APPOPENID' }],
    ['AppCodeAuthType', { AuthType: 'APP', AppCodeAuthType: 'COOKIE' }],
    ['AllowSignatureMethod', { AuthType: 'APP', AllowSignatureMethod: 'HmacSHA256,MD5' }],
    ['AllowSignatureMethod', { AuthType: 'APP', AllowSignatureMethod: '' }],
  ])('refuses %s that could not be held to', (field, facts) => {
    expect(() => callersOf(facts)).toThrow(fault(field));
  });
});

describe('appCodePlaceOf', () => {
  it('reads the place, and none', () => {
    expect(appCodePlaceOf('')).toBeNull();
    expect(appCodePlaceOf('{}')).toBeNull();
    expect(appCodePlaceOf('{"location":"HEADER","name":"X-Code"}')).toEqual({ location: 'header', name: 'X-Code' });
    expect(appCodePlaceOf('{"Location":"query","Name":"code"}')).toEqual({ location: 'query', name: 'code' });
  });

  it.each(['{"location":"BODY","name":"x"}', '{"location":"HEADER"}', '{"location":"HEADER","name":"a b"}', '[]', '{'])(
    'refuses %s',
    (text) => expect(() => appCodePlaceOf(text)).toThrow(fault('CustomAppCodeConfig')),
  );
});

describe('idList', () => {
  const read = (text: string) =>
    idList('Ids.').read('Ids', new Map([['Ids', text]]), { ...DEFAULT_LIMITS, idsPerList: 2 });

  it('reads each id once, up to the limit', () => {
    expect(read('a, b,,a')).toEqual(['a', 'b']);
    expect(read(' , ')).toBeUndefined();
    expect(() => read('a,b,c')).toThrow(fault('Ids'));
  });
});

describe('moment', () => {
  const read = (text: string) => moment('When.').read('When', new Map([['When', text]]), DEFAULT_LIMITS);

  it.each([
    ['Fri, 05 Oct 2018 16:00:00 GMT', '2018-10-05T16:00:00.000Z'],
    ['2018-10-05T16:00:00Z', '2018-10-05T16:00:00.000Z'],
    ['2018-10-05T16:00:00+08:00', '2018-10-05T08:00:00.000Z'],
  ])('reads %s', (text, iso) => expect(read(text)?.toISOString()).toBe(iso));

  it('reads none, and refuses what is no time', () => {
    expect(read('')).toBeNull();
    for (const text of ['tomorrow', '2018-10-05', '1538755200', '2018-13-05T16:00:00Z']) {
      expect(() => read(text)).toThrow(fault('When'));
    }
  });
});

describe('vpcAccessOf', () => {
  const vpc = (VpcConfig: object, more: object = {}) =>
    vpcAccessOf({ ServiceProtocol: 'HTTP', ServiceVpcEnable: 'true', VpcConfig, ...more });
  const PLACE = { VpcId: 'v', InstanceId: 'host', Port: 80 };

  it('prefers the name, and takes the scheme from either place', () => {
    expect(vpc({ ...PLACE, Name: 'n', VpcScheme: 'HTTPS' })).toEqual({ scheme: 'https', name: 'n' });
    expect(vpc(PLACE)).toEqual({ scheme: 'http', vpcId: 'v', instanceId: 'host', port: 80 });
  });

  it('is none where it is not switched on', () => {
    expect(vpc({ Name: 'n' }, { ServiceVpcEnable: 'FALSE' })).toBeNull();
  });

  it.each([[{}], [{ VpcId: 'v', InstanceId: 'host' }], [{ Name: 'n', VpcScheme: 'FTP' }]])('refuses %j', (config) => {
    expect(() => vpc(config)).toThrow(fault('ServiceConfig'));
  });
});
