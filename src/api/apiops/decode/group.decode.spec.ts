import { decodeGroup } from './group.decode.js';

const full = {
  name: 'PaymentGroup',
  description: 'All payment APIs',
  clientRoute: {
    relativePathList: ['/pay'],
    methodList: ['ALL'],
    hostList: null,
    headerList: [{ name: 'X-API-Version', value: 'v1' }],
    bufferRequest: true,
    bufferResponse: true,
  },
};

describe('decodeGroup', () => {
  it('reads the sample of the contract', () => {
    expect(decodeGroup(full)).toEqual({
      name: 'PaymentGroup',
      description: 'All payment APIs',
      clientRoute: {
        paths: ['/pay'],
        hosts: [],
        methods: [],
        headers: [{ name: 'X-API-Version', value: 'v1' }],
        bufferRequest: true,
        bufferResponse: true,
      },
      environmentName: undefined,
    });
  });

  it.each([
    [{}, 'name value can not be empty!'],
    [undefined, 'name value can not be empty!'],
    [{ name: ' ', clientRoute: {} }, 'name value can not be empty!'],
    [{ name: 'a' }, 'clientRoute value can not be empty!'],
    [{ name: 'a', clientRoute: null }, 'clientRoute value can not be empty!'],
    [{ name: 'a', clientRoute: {} }, 'clientRoute value needs at least one relativePath!'],
    [{ name: 'a', clientRoute: { relativePathList: [] } }, 'clientRoute value needs at least one relativePath!'],
    [
      { name: 'a', clientRoute: { relativePathList: [''] } },
      'relativePath value in clientRoute object can not be empty!',
    ],
  ])('refuses %j in the contract’s order and words', (body, text) => {
    expect(() => decodeGroup(body)).toThrow(text);
  });

  it.each([
    [{ relativePathList: ['/'] }, "must begin with '/' and have at least 2 characters, got '/'"],
    [{ relativePathList: ['/a', 'b'] }, "got 'b'"],
    [{ relativePathList: '/a' }, 'clientRoute.relativePathList must be a list'],
    [{ relativePathList: ['/a'], methodList: ['FETCH'] }, 'clientRoute.methodList[0] must be one of GET, POST'],
    [{ relativePathList: ['/a'], headerList: [{}] }, 'clientRoute.headerList[0].name value can not be empty!'],
    [{ relativePathList: ['/a'], bufferRequest: 'yes' }, 'clientRoute.bufferRequest must be true or false'],
  ])('refuses the route %j', (clientRoute, text) => {
    expect(() => decodeGroup({ name: 'a', clientRoute })).toThrow(text);
  });

  it('takes the old name of the hosts', () => {
    const clientRoute = { relativePathList: ['/a'], virtualHostList: ['api.example.com'] };
    expect(decodeGroup({ name: 'a', clientRoute }).clientRoute.hosts).toEqual(['api.example.com']);
  });

  it('reads own members only, and no others', () => {
    const body = JSON.parse('{"__proto__":{"name":"evil"},"constructor":{},"id":"1","revision":9}');
    expect(() => decodeGroup(body)).toThrow('name value can not be empty!');
    expect(decodeGroup({ ...full, id: '1', redeployRequired: true })).toEqual(decodeGroup(full));
  });

  it.each([[[]], ['text'], [1]])('refuses a body that is no object: %j', (body) => {
    expect(() => decodeGroup(body)).toThrow('Request body must be a JSON object');
  });
});
