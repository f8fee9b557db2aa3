import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deployed, groupBody, made, memberToken, newProject, upload } from '../support/apiops.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { type SoapBackend, soapCall, startSoapBackend } from '../support/soap-backend.js';
import { wsdl } from '../support/wsdl.js';

const P = '/apiops/projects/default';
const FILE = `${P}/apiProxies/file/`;
const SOAP12 = (action: string) => ({ 'Content-Type': `application/soap+xml; charset=utf-8${action}` });

describe('apiops: SOAP proxies', () => {
  let home: Home;
  let app: App;
  let backend: SoapBackend;
  let description: string;

  beforeAll(async () => {
    home = await newHome();
    [app, backend] = await Promise.all([startApp(home), startSoapBackend()]);
    description = wsdl({ address: backend.url });
  });

  afterAll(async () => {
    await app?.stop();
    await backend?.close();
    await home?.remove();
  });

  const metadata = (name: string, more: object = {}) => ({
    apiProxyName: name,
    apiProxyCreationType: 'WSDL',
    clientRoute: { relativePathList: [`/${name}`] },
    deploy: true,
    deployTargetEnvironmentNameList: ['production'],
    ...more,
  });
  const get = async (name: string) => (await made(app.call('GET', `${P}/apiProxies/${name}/`))).body;
  /** The operation that the service says it did, or the status. */
  const done = async (path: string, call: RequestInit) => {
    const response = await fetch(`${app.gatewayUrl()}${path}`, call);
    const text = await response.text();
    return response.status === 200 ? /<(\w+)Response/.exec(text)?.[1] : response.status;
  };

  it('are made from a WSDL and reached by action and by path, with both versions of SOAP', async () => {
    const { status, body } = await upload(app, 'POST', FILE, metadata('sums'), description);
    expect([status, body]).toEqual([200, deployed('production')]);
    expect(await get('sums')).toMatchObject({
      apiType: 'SOAP',
      routing: { routingAddressList: [{ address: backend.url, soapType: 'SOAP11' }] },
      endpointList: [
        { endpoint: '/Add', httpMethod: 'POST', description: 'Does Add', backendResourceUrl: '/' },
        { endpoint: '/Subtract', httpMethod: 'POST' },
      ],
    });
    const list = await made(app.call('GET', `${P}/apiProxies/`));
    expect(list.body['resultList']).toContainEqual(expect.objectContaining({ name: 'sums', type: 'SOAP' }));
    const add = (headers: Record<string, string>) => soapCall('1.1', 'Add', headers);
    expect(await done('/sums', add({ SOAPAction: '"urn:sums/Add"' }))).toBe('Add');
    expect(await done('/sums/', add({ SOAPAction: 'urn:sums/Add' }))).toBe('Add');
    expect(await done('/sums?x=1', soapCall('1.1', 'Subtract', { SOAPAction: '"urn:sums/Subtract"' }))).toBe(500);
    expect(await done('/sums', soapCall('1.2', 'Add', SOAP12('; action="urn:sums/Add"')))).toBe('Add');
    expect(await done('/sums', soapCall('1.2', 'Add', SOAP12(';action=urn:sums/Add;x=1')))).toBe('Add');
    expect(await done('/sums/Add', add({}))).toBe('Add');
    expect(await done('/sums/Subtract', soapCall('1.2', 'Subtract', SOAP12('')))).toBe('Subtract');
  });

  it('give their WSDL back as it was imported', async () => {
    const answer = await app.call('GET', `${P}/apiProxies/sums/spec/`);
    expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([
      200,
      expect.stringContaining('text/xml'),
      description,
    ]);
  });

  it('refuse what the WSDL does not have', async () => {
    expect(await done('/sums', soapCall('1.1', 'Drop', { SOAPAction: '"urn:sums/Drop"' }))).toBe(404);
    expect(await done('/sums', soapCall('1.1', 'Add', {}))).toBe(404);
    expect(await done('/sums', soapCall('1.2', 'Drop', SOAP12('; action="urn:sums/Drop"')))).toBe(404);
    expect(await done('/sums/Drop', soapCall('1.1', 'Drop', {}))).toBe(404);
    expect(await done('/sums/Add', { method: 'GET' })).toBe(404);
  });

  it('take the action of every operation of a group at the path of the group', async () => {
    await made(app.call('POST', `${P}/apiProxyGroups/`, groupBody('desk', '/desk')));
    await made(app.call('POST', `${P}/apiProxyGroups/desk/apiProxies/sums/`));
    await made(app.call('POST', `${P}/apiProxyGroups/desk/environments/production/`));
    expect(await done('/desk', soapCall('1.1', 'Subtract', { SOAPAction: '"urn:sums/Subtract"' }))).toBe('Subtract');
    expect(await done('/desk/Add', soapCall('1.1', 'Add', {}))).toBe('Add');
  });

  it('without actions pass what comes to their path', async () => {
    const plain = wsdl({ address: backend.url, operations: { Add: '', Subtract: '' }, versions: ['1.1'] });
    await made(upload(app, 'POST', FILE, metadata('plain'), plain));
    expect(await done('/plain', soapCall('1.1', 'Subtract', { SOAPAction: '""' }))).toBe('Subtract');
    expect(await done('/plain', soapCall('1.1', 'Add', {}))).toBe('Add');
    expect(await done('/plain/Subtract', soapCall('1.1', 'Subtract', {}))).toBe('Subtract');
  });

  it('follow the WSDL when it is read again, and keep what was not sent', async () => {
    const one = wsdl({ address: 'http://elsewhere.example/', operations: { Add: 'urn:new/Add' } });
    const { body } = await upload(app, 'PUT', FILE, { ...metadata('plain'), reParse: true }, one);
    expect(body).toEqual(deployed('production'));
    const { endpointList, routing } = await get('plain');
    expect(endpointList).toMatchObject([{ endpoint: '/Add' }]);
    expect(routing).toMatchObject({ routingAddressList: [{ address: backend.url }] });
    expect(await done('/plain', soapCall('1.1', 'Add', { SOAPAction: '"urn:new/Add"' }))).toBe('Add');
    expect(await done('/plain', soapCall('1.1', 'Add', { SOAPAction: '"urn:old/Add"' }))).toBe(404);
  });

  describe('from a URL', () => {
    let server: Server;
    beforeAll(async () => {
      server = createServer((_request, response) => response.end(description));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => server?.close());

    it('are made the same', async () => {
      const specUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sums.asmx?wsdl`;
      const answer = await app.call('POST', `${P}/apiProxies/url/`, { ...metadata('fetched'), specUrl });
      expect([answer.status, answer.body]).toEqual([200, deployed('production')]);
      expect(await done('/fetched', soapCall('1.1', 'Add', { SOAPAction: '"urn:sums/Add"' }))).toBe('Add');
    });
  });

  it.each<[string, object, string, string]>([
    ['no WSDL', {}, 'openapi: 3.0.0', 'spec: is not valid XML'],
    ['a WSDL that ends early', {}, wsdl().slice(0, 700), 'spec: is not valid XML: line'],
    ['a DTD', {}, `<!DOCTYPE a [<!ENTITY x "y">]>${wsdl()}`, 'spec: has a DOCTYPE'],
    ['a WSDL sent as OpenAPI', { apiProxyCreationType: 'OPEN_API' }, wsdl(), 'spec: is not'],
    ['SOAP to REST', { soapToRest: true }, wsdl(), 'soapToRest is not supported here'],
    ['WS-Addressing', { enableWSA: true }, wsdl(), 'enableWSA is not supported here'],
  ])('refuses %s, and saves nothing', async (_what, more, text, words) => {
    const { status, body } = await upload(app, 'POST', FILE, metadata('broken', more), text);
    expect(status).toBe(400);
    expect(String(body['error_description'])).toContain(words);
    expect((await app.call('GET', `${P}/apiProxies/broken/`)).status).toBe(404);
  });

  it('are made by who may manage proxies of the project, and by nobody else', async () => {
    await newProject(app, 'other');
    const tokens = await Promise.all([
      memberToken(app, ['ROLE_MANAGE_PROXIES']),
      memberToken(app, ['ROLE_MANAGE_PROXY_GROUPS']),
      memberToken(app, ['ROLE_MANAGE_PROXIES'], 'other'),
    ]);
    const statuses = [];
    for (const [index, token] of tokens.entries()) {
      const as = { ...app, credentials: { ...app.credentials, token } };
      const answer = await upload(as, 'POST', FILE, { ...metadata(`by-${index}`), deploy: false }, description);
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 403, 404]);
  });
});
