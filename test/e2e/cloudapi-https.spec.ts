import type { TLSSocket } from 'node:tls';
import { type Home, newHome, startApp } from '../support/app.js';
import { CloudApiBench, requestConfig, serviceConfig } from '../support/cloudapi-bench.js';
import { type EchoBackend, refusal, send, startEchoBackend, vendor } from '../support/cloudapi-clients.js';
import { certificateFor, type DomainCertificate } from '../support/domain-certificate.js';
import { RealEnvoy } from '../support/envoy.js';
import { freePorts } from '../support/free-ports.js';
import { askOver, bodyOf, headOver, openTls } from '../support/tls-client.js';

const PLANES = {
  'the embedded gateway': { embedded: 'on', address: '127.0.0.1' },
  'a real Envoy': { embedded: 'off', address: '127.0.0.2' },
} as const;

const DOMAIN = 'api.secure.example';

describe.each(Object.entries(PLANES))('domains with certificates, on %s', (_plane, { embedded, address }) => {
  let home: Home;
  let bench: CloudApiBench;
  let backend: EchoBackend;
  let httpsPort: number;
  let groupId: string;
  let subDomain: string;
  let certificates: readonly DomainCertificate[];
  const opened: TLSSocket[] = [];

  const client = () => bench.client();
  const place = (domainName = DOMAIN) => ({ groupId, domainName });
  const attach = ({ body, key }: DomainCertificate, more: object = {}) =>
    client().setDomainCertificate(
      new vendor.SetDomainCertificateRequest({
        ...place(),
        certificateName: 'mine',
        certificateBody: body,
        certificatePrivateKey: key,
        ...more,
      }),
    );
  const certificateId = async () =>
    (await client().describeDomain(new vendor.DescribeDomainRequest(place()))).body?.certificateId ?? '';
  /** By somebody who believes this certificate and no other. */
  const open = async (believed: DomainCertificate, servername = DOMAIN): Promise<TLSSocket> => {
    const socket = await openTls({ host: address, port: httpsPort, servername, ca: believed.body });
    opened.push(socket);
    return socket;
  };
  const get = async (believed: DomainCertificate, path: string): Promise<string> =>
    askOver(await open(believed), DOMAIN, path);
  const plain = (path: string, host = DOMAIN) => send({ address, port: home.gatewayPort, path, headers: { host } });
  const api = async (apiName: string, protocol: string, stageName = 'RELEASE') => {
    const apiId = await bench.newApi({
      groupId,
      apiName,
      requestConfig: requestConfig(`/${apiName}`, { RequestProtocol: protocol }),
      serviceConfig: serviceConfig(backend.address, `/${apiName}`),
      systemParameters: '[{"ParameterName":"CaHttpSchema","ServiceParameterName":"x-schema","Location":"HEAD"}]',
    });
    await client().deployApi(new vendor.DeployApiRequest({ groupId, apiId, stageName, description: 'd' }));
  };

  beforeAll(async () => {
    [home, backend, httpsPort, certificates] = await Promise.all([
      newHome(),
      startEchoBackend(),
      freePorts(3),
      Promise.all([DOMAIN, DOMAIN, 'another.secure.example'].map(certificateFor)),
    ]);
    const { credentials } = await startApp(home, {
      GATEWRIGHT_EMBEDDED_GATEWAY: embedded,
      GATEWRIGHT_GATEWAY_HTTPS_PORT: String(httpsPort),
      GATEWRIGHT_XDS_PATIENCE_MS: '3000',
    });
    const { port, gatewayPort, database, remove: stop } = home;
    bench = new CloudApiBench({ port, gatewayPort, credentials, databaseUrl: database.url, stop });
    if (embedded === 'off') await (await RealEnvoy.start(home, { id: 'edge-1', address })).listening();
    ({ groupId, subDomain } = await bench.newGroup('secure_group'));
    await client().setDomain(new vendor.SetDomainRequest(place()));
    await api('secure', 'HTTPS');
    await api('plain', 'HTTP');
    await api('both', 'HTTP,HTTPS');
  });
  afterEach(() => {
    for (const socket of opened.splice(0)) socket.destroy();
  });
  afterAll(async () => {
    await home?.remove();
    await backend?.close();
  });

  it('are called over TLS as soon as the certificate is there, and their APIs by the protocols they list', async () => {
    const [first = NONE] = certificates;
    await expect(open(first)).rejects.toThrow();
    await attach(first);
    expect(JSON.parse(bodyOf(await get(first, '/secure')))).toMatchObject({
      url: '/secure',
      headers: { 'x-forwarded-proto': 'https', 'x-schema': 'https', 'x-forwarded-host': DOMAIN },
    });
    expect(await get(first, '/both')).toMatch(/^HTTP\/1.1 200 /);
    expect(await get(first, '/plain')).toMatch(/^HTTP\/1.1 403 [\s\S]*I403PT/);
    expect(await plain('/secure')).toMatchObject({ status: 403, headers: { 'x-ca-error-code': 'I403PT' } });
    expect(JSON.parse((await plain('/both')).body).headers).toMatchObject({ 'x-schema': 'http' });
    expect((await plain('/plain')).status).toBe(200);
    // Routes go by the host, whatever the certificate is for.
    expect(await askOver(await open(first), subDomain, '/secure')).toMatch(/^HTTP\/1.1 200 /);
    await expect(open(first, 'other.secure.example')).rejects.toThrow();
  });

  it('renew it for new connections, and keep those that there are', async () => {
    const [first = NONE, second = NONE, third = NONE] = certificates;
    await attach(first);
    const before = await open(first);
    await attach(second);
    const another = { domainName: 'another.secure.example' };
    await client().setDomain(new vendor.SetDomainRequest({ ...place(), ...another }));
    await attach(third, another);
    await open(third, another.domainName);
    // Nor does it have to be opened anew.
    expect(await headOver(before, DOMAIN, '/secure')).toMatch(/^HTTP\/1.1 200 (?![\s\S]*connection: close)/i);
    expect(await get(second, '/secure')).toMatch(/^HTTP\/1.1 200 /);
    await expect(open(first)).rejects.toThrow(/self-signed/);
    expect(await askOver(before, DOMAIN, '/secure')).toMatch(/^HTTP\/1.1 200 /);
  });

  it('send callers without TLS to it when they are bound so', async () => {
    const [first = NONE] = certificates;
    await attach(first);
    const bind = (isHttpRedirectToHttps: boolean) =>
      client().setDomain(new vendor.SetDomainRequest({ ...place(), isHttpRedirectToHttps }));
    await bind(true);
    expect(await plain('/secure?a=b')).toMatchObject({
      status: 308,
      headers: { location: `https://${DOMAIN}/secure?a=b` },
    });
    expect(await plain('/secure', `${DOMAIN}:${home.gatewayPort}`)).toMatchObject({
      status: 308,
      headers: { location: `https://${DOMAIN}:${httpsPort}/secure` },
    });
    expect(await get(first, '/secure')).toMatch(/^HTTP\/1.1 200 /);
    // Its own subdomain has no certificate.
    expect((await plain('/plain', subDomain)).status).toBe(200);
    await bind(false);
    expect((await plain('/plain')).status).toBe(200);
  });

  it('keep the key sealed wherever it is at rest', async () => {
    const [first = NONE] = certificates;
    await attach(first);
    const secret = first.key.split('\n')[1] ?? '';
    const tables: { name: string }[] = await bench.sql(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    for (const { name } of tables) {
      const found = await bench.sql(`SELECT 1 FROM "${name}" AS t WHERE position($1 in t::text) > 0`, [secret]);
      expect({ name, found }).toEqual({ name, found: [] });
    }
    expect(await get(first, '/secure')).toMatch(/^HTTP\/1.1 200 /);
  });

  it('are not called over TLS any more once it is gone', async () => {
    const [first = NONE] = certificates;
    await attach(first);
    await client().deleteDomainCertificate(
      new vendor.DeleteDomainCertificateRequest({ ...place(), certificateId: await certificateId() }),
    );
    await expect(open(first)).rejects.toThrow();
    expect((await plain('/plain')).status).toBe(200);
    await expect(refusal(attach(first, { sslOcspEnable: true }))).resolves.toMatchObject({
      code: 'InvalidSslOcspEnable',
    });
    await expect(open(first)).rejects.toThrow();
  });

  it('of another stage are served on the listeners of RELEASE as well', async () => {
    const [first = NONE] = certificates;
    await client().setDomain(new vendor.SetDomainRequest({ ...place(), bindStageName: 'TEST' }));
    await api('of_test', 'HTTPS', 'TEST');
    await attach(first);
    expect(await get(first, '/of_test')).toMatch(/^HTTP\/1.1 200 /);
    await client().deleteDomain(new vendor.DeleteDomainRequest(place()));
    await expect(open(first)).rejects.toThrow();
  });
});

const NONE: DomainCertificate = { body: '', key: '' };
