import type { ProxyDefinition } from '../../../model/api-proxy.js';
import { apiExtension, factsOf, factsOrNull } from './api-facts.js';
import type { ApiFacts } from './api-shapes.js';
import { toCore } from './definition.js';
import { splitCatalogs } from './split-catalogs.js';

const PROXY = { id: 'p', name: 'shop' };
const WRITTEN: ApiFacts = {
  Visibility: 'PUBLIC',
  RequestConfig: { RequestProtocol: 'http', RequestHttpMethod: 'Get', RequestPath: '/a/[b]', RequestMode: 'MAPPING' },
  ServiceConfig: { ServiceProtocol: 'HTTP', ServiceAddress: 'http://b:1', ServicePath: '/x/[b]', ServiceTimeout: 5 },
};

function definition(facts: ApiFacts = WRITTEN): ProxyDefinition {
  const core = toCore(facts, 'o'.repeat(32), '');
  return {
    type: 'REST',
    source: 'CLOUD_API',
    clientRoute: null,
    backendApiVersion: null,
    specDigest: null,
    ...core,
    extensions: apiExtension(facts, core),
  };
}

describe('the facts of an API', () => {
  it('are what was written, in its spelling', () => {
    expect(factsOf(PROXY, definition())).toEqual(WRITTEN);
  });

  it('are what is true where another dialect changed the core since', () => {
    const before = definition();
    const [address] = before.routing.addresses;
    if (address === undefined) throw new Error('no address');
    const changed = {
      ...before,
      routing: { ...before.routing, addresses: [{ ...address, address: 'https://other:2/base' }] },
    };
    expect(factsOf(PROXY, changed)).toMatchObject({
      Visibility: 'PRIVATE',
      RequestConfig: { RequestHttpMethod: 'GET', RequestPath: '/a/[b]' },
      ServiceConfig: { ServiceAddress: 'https://other:2', ServicePath: '/base/x/[b]' },
    });
  });

  it('synthesised and written again mean the same', () => {
    const lists: ApiFacts = {
      RequestConfig: { ...WRITTEN.RequestConfig, RequestProtocol: 'HTTPS' },
      ServiceConfig: { ...WRITTEN.ServiceConfig, ContentTypeCatagory: 'CUSTOM', ContentTypeValue: 'a/b' },
      RequestParameters: [
        {
          ApiParameterName: 'q',
          Location: 'QUERY',
          Required: 'REQUIRED',
          MinLength: 1,
          MaxLength: 3,
          EnumValue: 'a,b',
          RegularExpression: '[ab]',
        },
        { ApiParameterName: 'n', Location: 'QUERY', ParameterType: 'Long', MinValue: 0, MaxValue: 9 },
      ],
      ServiceParameters: [{ ServiceParameterName: 'h', Location: 'HEAD' }],
      ServiceParametersMap: [{ ServiceParameterName: 'h', RequestParameterName: 'q' }],
      ConstantParameters: [{ ServiceParameterName: 'c', ConstantValue: 'v', Location: 'QUERY' }],
      SystemParameters: [{ ParameterName: 'CaDomain', ServiceParameterName: 'd', Location: 'HEAD' }],
    };
    const before = definition({ ...WRITTEN, ...lists });
    const synthesised = factsOf(PROXY, { ...before, extensions: {} });
    const { operations, routing } = toCore(synthesised, 'o'.repeat(32), '');
    expect(operations).toEqual(before.operations);
    expect(routing.addresses).toEqual(before.routing.addresses);
  });

  it('synthesised and written again mean the same callers and the same VPC access', () => {
    const guarded: ApiFacts = {
      AuthType: 'APP',
      AppCodeAuthType: 'HEADER_QUERY',
      AllowSignatureMethod: 'HmacSHA1,HmacSHA256',
      ForceNonceCheck: true,
    };
    const service = {
      ServiceProtocol: 'HTTP',
      ServiceVpcEnable: 'TRUE',
      VpcConfig: { Name: 'orders' },
      ServicePath: '/',
    };
    const before = definition({ ...WRITTEN, ...guarded, ServiceConfig: service });
    const synthesised = factsOf(PROXY, { ...before, extensions: {} });
    expect(synthesised).toMatchObject(guarded);
    const { routing, callers } = toCore(synthesised, 'o'.repeat(32), '');
    expect([routing, callers]).toEqual([
      { ...before.routing, connectTimeoutMs: 10_000, readTimeoutMs: 10_000 },
      before.callers,
    ]);
  });

  it('are what is true where the callers changed since', () => {
    const { callers: _callers, ...open } = definition({ ...WRITTEN, AuthType: 'APP' });
    expect(factsOf(PROXY, open).AuthType).toBe('ANONYMOUS');
  });

  it('do not exist for other than one operation', () => {
    const none = { ...definition(), operations: [] };
    expect(factsOrNull(none)).toBeNull();
    expect(() => factsOf(PROXY, none)).toThrow(expect.objectContaining({ code: 'not_representable' }));
  });
});

describe('splitCatalogs', () => {
  it('moves what Terraform mixes in, and drops the catalog', () => {
    const split = splitCatalogs({
      requestParameters: [
        { ApiParameterName: 'a', Location: 'QUERY' },
        { ApiParameterName: 'CaClientIp', Location: 'HEAD', Description: 'caller' },
        { ApiParameterName: 'k', Location: 'HEAD', DefaultValue: 'v' },
      ],
      serviceParameters: [
        { ServiceParameterName: 'a', Location: 'QUERY', ParameterCatalog: 'REQUEST' },
        { ServiceParameterName: 'ip', Location: 'Head', ParameterCatalog: 'SYSTEM' },
        { ServiceParameterName: 'x-k', Location: 'HEAD', ParameterCatalog: 'constant' },
      ],
      serviceParametersMap: [
        { ServiceParameterName: 'a', RequestParameterName: 'a' },
        { ServiceParameterName: 'ip', RequestParameterName: 'CaClientIp' },
        { ServiceParameterName: 'x-k', RequestParameterName: 'k' },
      ],
      constantParameters: [{ ServiceParameterName: 'own', ConstantValue: '1', Location: 'HEAD' }],
      systemParameters: [],
    });
    expect(split).toEqual({
      requestParameters: [{ ApiParameterName: 'a', Location: 'QUERY' }],
      serviceParameters: [{ ServiceParameterName: 'a', Location: 'QUERY' }],
      serviceParametersMap: [{ ServiceParameterName: 'a', RequestParameterName: 'a' }],
      constantParameters: [
        { ServiceParameterName: 'own', ConstantValue: '1', Location: 'HEAD' },
        { ServiceParameterName: 'x-k', ConstantValue: 'v', Location: 'HEAD', Description: '' },
      ],
      systemParameters: [
        {
          ParameterName: 'CaClientIp',
          ServiceParameterName: 'ip',
          Location: 'Head',
          DemoValue: '',
          Description: 'caller',
        },
      ],
    });
  });

  it('tells a constant from the parameter of the call that has its name', () => {
    const split = splitCatalogs({
      requestParameters: [
        { ApiParameterName: 'k', Location: 'QUERY' },
        { ApiParameterName: 'k', Location: 'HEAD', DefaultValue: 'v' },
      ],
      serviceParameters: [
        { ServiceParameterName: 'to', Location: 'QUERY', ParameterCatalog: 'REQUEST' },
        { ServiceParameterName: 'k', Location: 'HEAD', ParameterCatalog: 'CONSTANT' },
      ],
      serviceParametersMap: [
        { ServiceParameterName: 'to', RequestParameterName: 'k' },
        { ServiceParameterName: 'k', RequestParameterName: 'k' },
      ],
      constantParameters: [],
      systemParameters: [],
    });
    expect(split).toMatchObject({
      requestParameters: [{ ApiParameterName: 'k', Location: 'QUERY' }],
      serviceParameters: [{ ServiceParameterName: 'to' }],
      constantParameters: [{ ServiceParameterName: 'k', ConstantValue: 'v' }],
    });
  });
});
