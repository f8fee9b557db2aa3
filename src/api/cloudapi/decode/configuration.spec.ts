import { configuredBackend, configuredLists } from './configuration.js';

const NOTHING = {
  HttpConfig: undefined,
  VpcConfig: undefined,
  FunctionComputeConfig: undefined,
  OssConfig: undefined,
  MockConfig: undefined,
};
const HTTP = { ServiceProtocol: 'HTTP', ServiceAddress: 'http://b', ServicePath: '/p', ServiceTimeout: 7 };

describe(configuredBackend.name, () => {
  it('leaves what is not given', () => {
    expect(configuredBackend(HTTP, undefined, NOTHING)).toEqual(HTTP);
    expect(configuredBackend(HTTP, undefined, { ...NOTHING, HttpConfig: { ServicePath: '/q' } })).toEqual({
      ...HTTP,
      ServicePath: '/q',
    });
  });

  it('becomes another kind', () => {
    const mocked = configuredBackend(HTTP, 'Mock', {
      ...NOTHING,
      MockConfig: { MockResult: 'x', MockStatusCode: 201 },
    });
    expect(mocked).toMatchObject({ Mock: 'TRUE', ServiceVpcEnable: 'FALSE', MockResult: 'x', MockStatusCode: 201 });
    expect(configuredBackend(mocked, 'Http', NOTHING)).toMatchObject({ Mock: 'FALSE', ServiceProtocol: 'HTTP' });
    const vpc = configuredBackend(HTTP, 'Vpc', { ...NOTHING, VpcConfig: { Name: 'v', ServicePath: '/q' } });
    expect(vpc).toMatchObject({ ServiceVpcEnable: 'TRUE', ServicePath: '/q', VpcConfig: { Name: 'v' } });
    expect(vpc.VpcConfig).not.toHaveProperty('ServicePath');
    const fc = configuredBackend(HTTP, 'FC', { ...NOTHING, FunctionComputeConfig: { FunctionName: 'f' } });
    expect(fc).toMatchObject({ ServiceProtocol: 'FunctionCompute', FunctionComputeConfig: { FunctionName: 'f' } });
  });

  it('refuses a config of another kind, rather than to leave it out', () => {
    const stray = expect.objectContaining({ facts: { field: 'MockConfig' } });
    expect(() => configuredBackend(HTTP, undefined, { ...NOTHING, MockConfig: {} })).toThrow(stray);
    expect(() => configuredBackend(HTTP, 'Http', { ...NOTHING, MockConfig: {} })).toThrow(stray);
    expect(() => configuredBackend({ Mock: 'true' }, undefined, { ...NOTHING, MockConfig: {} })).not.toThrow();
  });
});

describe(configuredLists.name, () => {
  const before = {
    RequestParameters: [{ ApiParameterName: 'a' }],
    ServiceParameters: [{ ServiceParameterName: 'b' }],
    ConstantParameters: [{ ServiceParameterName: 'c', ConstantValue: 'v' }],
  };

  it('keeps what is not given', () => {
    expect(configuredLists(before, {})).toMatchObject(before);
    expect(configuredLists(before, { RequestParameters: [] })).toMatchObject({ ...before, RequestParameters: [] });
  });

  it('takes constants out of the lists, in place of those that were', () => {
    const given = {
      RequestParameters: [{ ApiParameterName: 'x', DefaultValue: '1' }],
      ServiceParameters: [{ ServiceParameterName: 'x', Location: 'HEAD', ParameterCatalog: 'CONSTANT' }],
    };
    expect(configuredLists(before, given)).toMatchObject({
      RequestParameters: [],
      ServiceParameters: [],
      ConstantParameters: [{ ServiceParameterName: 'x', ConstantValue: '1', Location: 'HEAD' }],
    });
  });
});
