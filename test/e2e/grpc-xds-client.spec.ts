import { status } from '@grpc/grpc-js';
import { type Answer, type App, type Home, newHome, startApp } from '../support/app.js';
import { type GrpcBackend, GrpcXdsClient, startGrpcBackend } from '../support/grpc-xds.js';

const PROXIES = '/apiops/projects/default/apiProxies';
const NAME = 'orders.example.com';
const CALL = '/orders.Orders/Place';

/** The proxy that takes `CALL` for `NAME` to the backend at `address`, unchanged. */
function formOf(address: string): FormData {
  const operation = { post: { responses: { 200: { description: 'the name of the backend' } } } };
  const description = { openapi: '3.0.3', info: { title: 'orders', version: '1' }, paths: { '/Place': operation } };
  const form = new FormData();
  const metadata = {
    apiProxyName: 'orders',
    apiProxyCreationType: 'OPEN_API',
    clientRoute: { relativePathList: ['/orders.Orders'], hostList: [NAME] },
    routingInfo: { routingAddressList: [{ address: `${address}/orders.Orders` }] },
  };
  form.set('metadata', JSON.stringify(metadata));
  form.set('specFile', new Blob([JSON.stringify(description)], { type: 'application/json' }), 'description.json');
  return form;
}

describe('a gRPC client that finds its backend over xDS', () => {
  let home: Home;
  let app: App;
  let [blue, green]: GrpcBackend[] = [];
  let client: GrpcXdsClient;

  beforeAll(async () => {
    home = await newHome();
    [app, blue, green] = await Promise.all([
      startApp(home),
      startGrpcBackend(CALL, 'blue'),
      startGrpcBackend(CALL, 'green'),
    ]);
    await made(app.call('POST', `${PROXIES}/file/`, formOf(`http://127.0.0.1:${blue.port}`)));
    client = GrpcXdsClient.start(home, 'shop-1', NAME, CALL);
  });

  afterAll(async () => {
    await home?.remove();
    for (const backend of [blue, green]) backend?.close();
  });

  const deploy = () => made(app.call('POST', `${PROXIES}/orders/environments/production/`));
  const edit = (address: string) => made(app.call('PUT', `${PROXIES}/file/`, formOf(address)));
  const undeploy = () => made(app.call('DELETE', `${PROXIES}/orders/environments/production/`));

  it('fails at once while nobody serves the name', async () => {
    expect(await client.call()).toMatchObject({ code: status.UNAVAILABLE });
  });

  it('calls what is deployed', async () => {
    await deploy();
    const before = await client.callUntil(({ answer }) => answer === 'blue');
    expect(before.filter(({ code }) => code !== status.UNAVAILABLE)).toEqual([]);
  });

  it('calls another backend after the next deployment, and no call fails in between', async () => {
    await edit(`http://127.0.0.1:${green?.port}`);
    expect(await client.call()).toEqual({ answer: 'blue' });
    await deploy();
    const before = await client.callUntil(({ answer }) => answer === 'green');
    expect(before.filter(({ answer }) => answer !== 'blue')).toEqual([]);
  });

  it('is no gateway of the environment', async () => {
    const { body } = await app.call('GET', '/admin/v1/gateways');
    expect((body['items'] as readonly { id: string }[]).map(({ id }) => id)).not.toContain('shop-1');
  });

  it('goes on without a control plane, and follows the next one', async () => {
    app.process.kill('SIGKILL');
    await app.exited;
    expect(await client.call()).toEqual({ answer: 'green' });
    app = await startApp(home);
    await edit(`http://localhost:${blue?.port}`);
    await deploy();
    await client.callUntil(({ answer }) => answer === 'blue');
  });

  it('fails at once where only a gateway could call', async () => {
    await edit(`https://127.0.0.1:${green?.port}`);
    await deploy();
    const before = await client.callUntil(({ code }) => code === status.UNAVAILABLE);
    expect(before.filter(({ answer }) => answer !== 'blue')).toEqual([]);
    await edit(`http://127.0.0.1:${green?.port}`);
    await deploy();
    await client.callUntil(({ answer }) => answer === 'green');
  });

  it('fails once it is undeployed', async () => {
    await undeploy();
    const before = await client.callUntil(({ code }) => code === status.UNAVAILABLE);
    expect(before.filter(({ answer }) => answer !== 'green')).toEqual([]);
  });
});

async function made(calling: Promise<Answer>): Promise<Answer> {
  const answer = await calling;
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.text}`);
  return answer;
}
