import { decodeProxyFromFile, decodeProxyFromUrl, requireClientRoute } from './proxy.decode.js';

const sample = {
  apiProxyName: 'cards',
  apiProxyDescription: 'Card API',
  apiProxyCreationType: 'OPEN_API',
  specUrl: 'https://specs.example.com/cards.yaml',
  specAuthorizationValueList: [{ keyName: 'Authorization', value: 'Bearer s', type: 'header' }],
  clientRoute: { relativePathList: ['/cards'], hostList: ['api.example.com'] },
  routingInfo: {
    routingAddressList: [{ address: 'https://backend.example.com', weight: 100, healthCheckEnabled: false }],
    routingEnabled: true,
    mirrorEnabled: false,
  },
  deploy: true,
  deployTargetEnvironmentNameList: ['production'],
  reParse: false,
  soapToRest: false,
  backendApiVersion: '1.4.0',
};

const reverse = { apiProxyName: 'all', apiProxyCreationType: 'REVERSE_PROXY' };
const file = { name: 'a.yaml', mediaType: 'application/yaml', content: Buffer.from('openapi: 3.1.0') };

describe('decodeProxyFromUrl', () => {
  it('reads the sample of the contract', () => {
    expect(decodeProxyFromUrl(sample)).toEqual({
      name: 'cards',
      description: 'Card API',
      creationType: 'OPEN_API',
      spec: {
        from: 'url',
        url: 'https://specs.example.com/cards.yaml',
        credentials: [{ name: 'Authorization', value: 'Bearer s', in: 'header' }],
      },
      clientRoute: {
        paths: ['/cards'],
        hosts: ['api.example.com'],
        methods: [],
        headers: [],
        bufferRequest: true,
        bufferResponse: true,
      },
      routing: {
        enabled: true,
        addresses: [
          {
            address: 'https://backend.example.com',
            weight: 100,
            healthCheckEnabled: false,
            role: 'PRIMARY',
            soapType: 'SOAP11',
          },
        ],
        algorithm: 'ROUND_ROBIN',
        connectTimeoutMs: 30_000,
        readTimeoutMs: 60_000,
        retryCount: 0,
        failoverRetryCount: 0,
        mirrorEnabled: false,
        ignoreRoutingError: false,
      },
      reParse: false,
      backendApiVersion: '1.4.0',
      groupName: undefined,
      environmentNames: ['production'],
    });
  });

  it('leaves out what is absent, null, or an empty description', () => {
    expect(decodeProxyFromUrl({ ...reverse, apiProxyDescription: '', clientRoute: null })).toEqual({
      name: 'all',
      description: undefined,
      creationType: 'REVERSE_PROXY',
      spec: null,
      clientRoute: undefined,
      routing: undefined,
      reParse: undefined,
      backendApiVersion: undefined,
      groupName: undefined,
      environmentNames: [],
    });
  });

  it('takes the old names of both generations', () => {
    const request = decodeProxyFromUrl({
      ...sample,
      specAuthorizationValueList: [
        { headerName: 'X-Key', headerValue: 'k' },
        { keyName: 'k', value: 'v', type: 'query' },
      ],
      routingInfo: { routingAddressList: [{ address: 'http://a', healthMonitoringEnabled: true }], echoEnabled: true },
    });
    expect(request.spec).toMatchObject({
      credentials: [
        { name: 'X-Key', value: 'k', in: 'header' },
        { name: 'k', value: 'v', in: 'query' },
      ],
    });
    expect(request.routing).toMatchObject({
      mirrorEnabled: true,
      addresses: [{ healthCheckEnabled: true, weight: 100 }],
    });
  });

  it.each([
    ['LEAST_CONNECTIONS', 'LRU'],
    ['WEIGHTED_ROUND_ROBIN', 'WEIGHTED'],
    ['PICK_FIRST', 'PICK_FIRST'],
  ])('takes %s as the algorithm %s', (loadBalanceAlgorithm, algorithm) => {
    expect(decodeProxyFromUrl({ ...reverse, routingInfo: { loadBalanceAlgorithm } }).routing).toMatchObject({
      algorithm,
    });
  });

  it('turns seconds into milliseconds', () => {
    const routingInfo = { connectTimeout: 5, readTimeout: 1.5 };
    expect(decodeProxyFromUrl({ ...reverse, routingInfo }).routing).toMatchObject({
      connectTimeoutMs: 5_000,
      readTimeoutMs: 1_500,
    });
  });

  const soap = { ...reverse, apiProxyCreationType: 'WSDL', specUrl: 'http://a' };

  it.each([
    [{}, 'apiProxyName value can not be empty!'],
    [{ apiProxyName: 'a' }, 'apiProxyCreationType value can not be empty!'],
    [{ ...reverse, apiProxyCreationType: 'GRPC' }, 'apiProxyCreationType must be one of OPEN_API'],
    [{ ...reverse, apiProxyCreationType: 'WSDL' }, 'specUrl value can not be empty!'],
    [{ ...soap, soapToRest: true }, 'soapToRest is not supported here'],
    [{ ...soap, enableWSA: true }, 'enableWSA is not supported here'],
    [{ ...soap, enableWSRM: true }, 'enableWSRM is not supported here'],
    [{ ...reverse, apiProxyCreationType: 'OPEN_API' }, 'specUrl value can not be empty!'],
    [{ ...reverse, deploy: true }, 'deployTargetEnvironmentNameList value can not be empty!'],
    [{ ...reverse, soapToRest: true }, 'soapToRest is possible for WSDL proxies only'],
    [{ ...reverse, maintenanceModeSetting: { enabled: true } }, 'maintenanceModeSetting.enabled is not supported'],
    [
      { ...reverse, routingInfo: { routingAddressList: [{}] } },
      'routingInfo.routingAddressList[0].address value can not be empty!',
    ],
    [
      { ...reverse, routingInfo: { routingAddressList: [{ address: 'http://a', weight: -1 }] } },
      'routingInfo.routingAddressList[0].weight must be a whole number',
    ],
    [{ ...reverse, routingInfo: { readTimeout: 0 } }, 'routingInfo.readTimeout must be more than 0'],
    [
      { ...reverse, routingInfo: { loadBalanceAlgorithm: 'IP_HASH' } },
      'routingInfo.loadBalanceAlgorithm must be one of',
    ],
  ])('refuses %j', (body, text) => {
    expect(() => decodeProxyFromUrl(body)).toThrow(text);
  });

  it('deploys only when asked', () => {
    expect(decodeProxyFromUrl({ ...sample, deploy: false }).environmentNames).toEqual([]);
    const twice = { ...sample, deployTargetEnvironmentNameList: ['test', 'test'] };
    expect(decodeProxyFromUrl(twice).environmentNames).toEqual(['test']);
  });
});

describe('decodeProxyFromFile', () => {
  it('reads metadata from a JSON text; weights weigh 1', () => {
    const metadata = { ...sample, routingInfo: { routingAddressList: [{ address: 'http://a' }] } };
    const request = decodeProxyFromFile(JSON.stringify(metadata), file);
    expect(request.spec).toEqual({ from: 'file', file });
    expect(request.routing?.addresses?.[0]?.weight).toBe(1);
  });

  it.each([
    [undefined, file, 'metadata value can not be empty!'],
    ['{', file, 'metadata is not valid JSON'],
    ['[]', file, 'metadata must be a JSON object'],
    [JSON.stringify(reverse), file, 'apiProxyCreationType must be one of OPEN_API, SWAGGER, WSDL'],
    [JSON.stringify(sample), undefined, 'specFile value can not be empty!'],
    [JSON.stringify(sample), { ...file, content: Buffer.alloc(0) }, 'specFile value can not be empty!'],
  ])('refuses %j', (metadata, part, text) => {
    expect(() => decodeProxyFromFile(metadata, part)).toThrow(text);
  });

  it('needs a client route, unless it reparses', () => {
    const { clientRoute: _, ...bare } = sample;
    const request = decodeProxyFromFile(JSON.stringify(bare), file);
    expect(() => requireClientRoute(request)).toThrow('clientRoute value can not be empty!');
    expect(requireClientRoute({ ...request, reParse: true })).toMatchObject({ name: 'cards' });
  });
});
