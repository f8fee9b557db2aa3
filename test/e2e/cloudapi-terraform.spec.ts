import { CloudApiBench } from '../support/cloudapi-bench.js';
import { type EchoBackend, startEchoBackend } from '../support/cloudapi-clients.js';
import { fixedAnswer, swagger } from '../support/cloudapi-descriptions.js';
import { runProgram } from '../support/running-program.js';
import { api } from '../support/terraform-api.js';
import { type Body, TerraformCalls } from '../support/terraform-calls.js';
import { type Attributes, allPages, Resource, type ResourceKind } from '../support/terraform-client.js';
import { app, appAttachment, group, vpcAccess } from '../support/terraform-resources.js';

let bench: CloudApiBench;
let backend: EchoBackend;
let calls: TerraformCalls;

beforeAll(async () => {
  const [program, started] = await Promise.all([runProgram(), startEchoBackend()]);
  [bench, backend] = [new CloudApiBench(program), started];
  calls = new TerraformCalls(program.port, program.credentials);
});
afterAll(async () => {
  await bench?.program.stop();
  await backend?.close();
});

const resource = (kind: ResourceKind) => new Resource(calls, kind);
const NOTHING = { does: 'nothing', differs: [] };

/** Applies it, and sees that there is nothing left to do. */
async function apply(target: Resource, configuration: Attributes) {
  calls.made.length = 0;
  const plan = await target.apply(configuration);
  const made = [...calls.made];
  expect(await target.plan(configuration)).toEqual(NOTHING);
  return { ...plan, made };
}

/** What a second state holds that gets the same resource by its id. */
async function imported(kind: ResourceKind, id: string, configuration: Attributes): Promise<Attributes> {
  const other = resource(kind);
  await other.import(id);
  expect(await other.plan(configuration)).toEqual(NOTHING);
  return other.attributes;
}

async function newGroup(name: string, more: Attributes = {}): Promise<Resource> {
  const made = resource(group);
  await apply(made, { name, description: 'of Terraform', ...more });
  return made;
}

const http = (path: string, more: Attributes = {}) => ({
  address: backend.address,
  method: 'GET',
  path,
  timeout: 1200,
  aone_name: '',
  content_type_category: 'CLIENT',
  content_type_value: '',
  ...more,
});

const through = (path: string, method = 'GET') => ({ protocol: 'HTTP', method, path, mode: 'MAPPING' });

const configuration = (owner: Resource, path: string, more: Attributes = {}): Attributes => ({
  group_id: owner.id,
  name: 'terraformed',
  description: 'made by Terraform',
  auth_type: 'ANONYMOUS',
  request_config: through(path),
  service_type: 'HTTP',
  http_service_config: http('/'),
  stage_names: ['RELEASE'],
  ...more,
});

const ask = (owner: Resource, path: string, stage = 'RELEASE', headers: Record<string, string> = {}) =>
  bench.call(owner.attributes['sub_domain'], path, { 'x-ca-stage': stage, ...headers });

const changed = (before: Body, after: Body): string[] =>
  Object.keys({ ...before, ...after }).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));

describe('a group', () => {
  it('is made, read, changed in place, imported and destroyed', async () => {
    const owner = resource(group);
    const first = {
      name: 'tf_group',
      description: 'with spaces + & 中文 (all) *of* it~!',
      base_path: '/base',
      user_log_config: { requestBody: true, queryString: '*', requestHeaders: 'X-A' },
      vpc_intranet_enable: true,
    };
    expect((await apply(owner, first)).made).toEqual([
      'CreateApiGroup',
      'ModifyApiGroup',
      'ModifyIntranetDomainPolicy',
      'DescribeApiGroup',
    ]);
    const { id, attributes } = owner;
    expect(attributes['instance_id']).not.toBe('');

    expect(await apply(owner, { ...first, description: 'another' })).toEqual({
      does: 'update',
      differs: ['description'],
      made: ['DescribeApiGroup', 'ModifyApiGroup', 'DescribeApiGroup'],
    });
    expect(changed(attributes, owner.attributes)).toEqual(['description']);
    await apply(owner, { ...first, description: 'another', vpc_intranet_enable: false, name: 'tf_renamed' });
    expect(changed(attributes, owner.attributes)).toEqual(['name', 'description', 'vpc_intranet_enable', 'vpc_domain']);
    expect(owner.id).toBe(id);
    const last = { ...first, description: 'another', vpc_intranet_enable: false, name: 'tf_renamed' };
    expect(await imported(group, id, last)).toEqual(owner.attributes);

    await owner.destroy();
    expect(await owner.plan(last)).toMatchObject({ does: 'create' });
  });

  it('that was deleted by somebody else leaves the state and is made again', async () => {
    const owner = await newGroup('tf_deleted');
    const { id } = owner;
    await calls.go('DeleteApiGroup', { GroupId: id });
    expect((await apply(owner, { name: 'tf_deleted', description: 'of Terraform' })).does).toBe('create');
    expect(owner.id).not.toBe(id);
  });
});

describe('an API with an HTTP backend', () => {
  const parameters = {
    request_parameters: [
      ['userId', 'STRING', 'REQUIRED', 'PATH', 'PATH', 'uid', 'who', ''],
      ['age', 'INT', 'OPTIONAL', 'QUERY', 'HEAD', 'X-Age', '', '20'],
      ['stage', 'STRING', 'OPTIONAL', 'QUERY', 'QUERY', 'wanted', '', ''],
    ].map(([name, type, required, location, in_service, name_service, description, default_value]) => ({
      name,
      type,
      required,
      in: location,
      in_service,
      name_service,
      description,
      default_value,
    })),
    constant_parameters: [
      { name: 'x-from', value: 'terraform & co', in: 'HEAD', description: 'where from' },
      // Named as a parameter of the call is.
      { name: 'stage', value: 'fixed', in: 'QUERY' },
    ],
    system_parameters: [
      { name: 'CaClientIp', in: 'HEAD', name_service: 'x-client' },
      { name: 'CaRequestId', in: 'QUERY', name_service: 'call' },
      { name: 'CaClientIp', in: 'QUERY', name_service: 'from' },
    ],
  };

  it('with constants and system parameters among the others reads back as it was written, and works', async () => {
    const owner = await newGroup('tf_http');
    const target = resource(api);
    const first = configuration(owner, '/users/[userId]', {
      ...parameters,
      http_service_config: http('/back/[uid]'),
      stage_names: ['RELEASE', 'TEST'],
    });
    expect((await apply(target, first)).made).toEqual([
      'CreateApi',
      ...['DeployApi', 'DescribeDeployedApi', 'DeployApi', 'DescribeDeployedApi'],
      ...['DescribeApi', 'DescribeDeployedApi', 'DescribeDeployedApi'],
    ]);
    for (const stage of ['RELEASE', 'TEST']) {
      const { status, body } = await ask(owner, '/users/7?stage=mine&dropped=1', stage);
      expect(status).toBe(200);
      const { url, headers } = JSON.parse(body);
      expect(headers).toMatchObject({ 'x-age': '20', 'x-from': 'terraform & co', 'x-client': '127.0.0.1' });
      const { pathname, searchParams } = new URL(url, backend.address);
      expect(pathname).toBe('/back/7');
      expect(Object.fromEntries(searchParams)).toEqual({
        wanted: 'mine',
        stage: 'fixed',
        call: expect.stringMatching(/^[0-9A-F-]{36}$/),
        from: '127.0.0.1',
      });
    }
    expect(await imported(api, target.id, first)).toMatchObject({ stage_names: ['RELEASE', 'TEST'] });
    const read = await calls.go('DescribeApi', { ApiId: target.attributes['api_id'] });
    expect(read.RequestParameters.RequestParameter).toHaveLength(3);
    expect(read.ServiceParameters.ServiceParameter).toHaveLength(3);
    expect(read.ServiceParametersMap.ServiceParameterMap).toHaveLength(3);
  });

  it('is changed in place, goes from a stage that it no longer names, and moves to another group as a new one', async () => {
    const [owner, next] = [await newGroup('tf_changing'), await newGroup('tf_next')];
    const target = resource(api);
    const first = configuration(owner, '/c', { ...parameters, request_parameters: [], stage_names: ['TEST', 'PRE'] });
    await apply(target, first);
    const { id, attributes } = target;
    const describe = () => calls.go('DescribeApi', { ApiId: attributes['api_id'], GroupId: attributes['group_id'] });
    const before = await describe();

    const second = { ...first, description: 'changed', http_service_config: http('/moved', { timeout: 900 }) };
    expect(await apply(target, second)).toMatchObject({
      does: 'update',
      differs: ['description', 'http_service_config'],
      made: [
        ...['DescribeApi', 'DescribeDeployedApi', 'DescribeDeployedApi', 'ModifyApi'],
        ...['DeployApi', 'DescribeDeployedApi', 'DeployApi', 'DescribeDeployedApi'],
        ...['DescribeApi', 'DescribeDeployedApi', 'DescribeDeployedApi'],
      ],
    });
    expect(changed(attributes, target.attributes)).toEqual(['description', 'http_service_config']);
    const told = changed(before, await describe()).filter((name) => name !== 'RequestId' && name !== 'ModifiedTime');
    expect(told).toEqual(['Description', 'ServiceConfig', 'DeployedInfos']);
    expect(JSON.parse((await ask(owner, '/c', 'TEST')).body).url).toMatch(/^\/moved\?/);

    const third = { ...second, stage_names: ['TEST', 'RELEASE'] };
    expect(await apply(target, third)).toMatchObject({ does: 'update', differs: ['stage_names'] });
    expect(target.id).toBe(id);
    const statuses = async (of: Resource) =>
      Promise.all(['RELEASE', 'PRE', 'TEST'].map(async (stage) => (await ask(of, '/c', stage)).status));
    expect(await statuses(owner)).toEqual([200, 404, 200]);

    expect(await apply(target, { ...third, group_id: next.id })).toMatchObject({
      does: 'replace',
      differs: ['group_id'],
      made: expect.arrayContaining(['AbolishApi', 'DeleteApi', 'CreateApi']),
    });
    expect(target.id).not.toBe(id);
    expect([await statuses(owner), await statuses(next)]).toEqual([
      [404, 404, 404],
      [200, 404, 200],
    ]);

    await target.destroy();
    expect(await statuses(next)).toEqual([404, 404, 404]);
    expect(await target.plan(third)).toMatchObject({ does: 'create' });
    for (const emptied of [owner, next]) await emptied.destroy();
  });

  it('is described again where somebody changed it elsewhere', async () => {
    const owner = await newGroup('tf_drifting');
    const target = resource(api);
    const wanted = configuration(owner, '/drift');
    await apply(target, wanted);
    const { GroupId, ApiId } = { GroupId: owner.id, ApiId: target.attributes['api_id'] };
    await calls.go('AbolishApi', { GroupId, ApiId, StageName: 'RELEASE' });
    expect(await target.plan(wanted)).toEqual({ does: 'update', differs: ['stage_names'] });
    await calls.go('ModifyApiConfiguration', { ApiId, Description: 'theirs' });
    expect(await target.plan(wanted)).toEqual({ does: 'update', differs: ['description', 'stage_names'] });
    await apply(target, wanted);
    expect((await ask(owner, '/drift')).status).toBe(200);
    await calls.go('AbolishApi', { GroupId, ApiId, StageName: 'RELEASE' });
    await calls.go('DeleteApi', { GroupId, ApiId });
    expect(await target.plan(wanted)).toMatchObject({ does: 'create' });
  });
});

describe('every form of an API', () => {
  it('reads back as it was written', async () => {
    const owner = await newGroup('tf_forms');
    const target = resource(api);
    const stage_names: readonly string[] = [];
    const form = (request_config: Attributes, more: Attributes = {}) =>
      configuration(owner, '/form', {
        stage_names,
        request_config: { ...through('/form'), ...request_config },
        ...more,
      });
    const forms = [
      form(
        { method: 'ANY', mode: 'PASSTHROUGH', path: '/all/*' },
        { http_service_config: http('/', { method: 'ANY' }) },
      ),
      form({ method: 'POST', mode: 'MAPPING_PASSTHROUGH', body_format: 'FORM', protocol: 'HTTPS' }),
      form(
        { method: 'PUT', body_format: 'STREAM', protocol: 'HTTP,HTTPS' },
        { http_service_config: http('/', { content_type_category: 'CUSTOM', content_type_value: 'text/plain' }) },
      ),
      form(
        {},
        { http_service_config: http('/#base#/x', { address: 'http://#host#:80', content_type_category: 'DEFAULT' }) },
      ),
      form({}, { auth_type: 'APP', force_nonce_check: true, description: 'two\nlines, "quoted" & <more> + 中文' }),
      form(
        {},
        { service_type: 'MOCK', http_service_config: null, mock_service_config: { result: ' ', aone_name: '' } },
      ),
      // One parameter of the call in two places of the backend's.
      form(
        {},
        {
          request_parameters: ['HEAD', 'QUERY'].map((in_service) => ({
            ...{ name: 'twice', type: 'BOOLEAN', required: 'OPTIONAL', in: 'HEAD', in_service },
            ...{ name_service: `to-${in_service}`, description: '', default_value: 'true' },
          })),
        },
      ),
    ];
    for (const wanted of forms) {
      await apply(target, wanted);
      await imported(api, target.id, wanted);
    }
  });

  it('can be made and destroyed beside many others at once', async () => {
    const owner = await newGroup('tf_parallel');
    // As many as Terraform works on at a time.
    const targets = Array.from({ length: 10 }, (_, index) => ({
      target: resource(api),
      wanted: configuration(owner, `/p${index}`, { name: `parallel_${index}`, stage_names: ['RELEASE', 'PRE'] }),
    }));
    const all = <T>(run: (each: (typeof targets)[number]) => Promise<T>) => Promise.all(targets.map(run));
    await all(({ target, wanted }) => target.apply(wanted));
    expect(await all(({ target, wanted }) => target.plan(wanted))).toEqual(targets.map(() => NOTHING));
    const answers = await all(({ wanted }) => ask(owner, wanted['request_config'].path, 'PRE'));
    expect(answers.map(({ status }) => status)).toEqual(targets.map(() => 200));
    await all(({ target, wanted }) => target.apply({ ...wanted, description: 'all changed' }));
    await all(({ target }) => target.destroy());
    await owner.destroy();
  });
});

describe('an API with a fixed answer', () => {
  it('becomes one with a backend and back, in place', async () => {
    const owner = await newGroup('tf_mock', { base_path: '/m' });
    const target = resource(api);
    const mock = configuration(owner, '/fixed', {
      request_config: { ...through('/fixed', 'POST'), protocol: 'HTTP,HTTPS', body_format: 'STREAM' },
      service_type: 'MOCK',
      http_service_config: null,
      mock_service_config: { result: '{"ok": true}', aone_name: 'an app' },
    });
    await apply(target, mock);
    const { id } = target;
    const post = () => fetch(`http://127.0.0.1:${bench.program.gatewayPort}/m/fixed`, { method: 'POST', body: 'x' });
    expect((await post()).status).toBe(404);
    const domain = 'fixed.terraform.example';
    await calls.go('SetDomain', { GroupId: owner.id, DomainName: domain });
    expect(await imported(api, id, mock)).toMatchObject({ service_type: 'MOCK' });

    const proxied = configuration(owner, '/fixed', { http_service_config: http('/real', { aone_name: 'an app' }) });
    expect(await apply(target, proxied)).toMatchObject({ does: 'update' });
    expect(JSON.parse((await ask(owner, '/m/fixed')).body)).toMatchObject({ url: '/real' });
    await apply(target, { ...mock, request_config: through('/fixed') });
    expect(await bench.call(domain, '/m/fixed')).toMatchObject({ status: 200, body: '{"ok": true}' });
    expect(target.id).toBe(id);
  });
});

describe('an API behind a VPC access', () => {
  it('reaches the instance; another access comes beside the one that is used', async () => {
    const owner = await newGroup('tf_vpc');
    const { hostname, port } = new URL(backend.address);
    const access = resource(vpcAccess);
    const place = { name: 'tf-vpc', vpc_id: 'vpc-1', instance_id: hostname, port: Number(port) };
    expect((await apply(access, place)).made).toEqual(['SetVpcAccess', 'DescribeVpcAccesses']);
    expect(await imported(vpcAccess, access.id, place)).toEqual(access.attributes);

    const target = resource(api);
    const { address: _address, ...service } = http('/inside');
    const wanted = configuration(owner, '/v', {
      service_type: 'HTTP-VPC',
      http_service_config: null,
      http_vpc_service_config: { name: 'tf-vpc', vpc_scheme: 'HTTP', ...service },
    });
    await apply(target, wanted);
    expect(JSON.parse((await ask(owner, '/v')).body)).toMatchObject({ url: '/inside' });
    await imported(api, target.id, wanted);
    // As the provider writes it where nothing is said of the scheme.
    const silent = { ...wanted, http_vpc_service_config: { name: 'tf-vpc', vpc_scheme: '', ...service } };
    expect(await apply(target, silent)).toMatchObject({ does: 'update', differs: ['http_vpc_service_config'] });

    // Replaced while it is used it would leave the API without a backend: that takes one beside it, first.
    await expect(access.apply({ ...place, port: 9 })).rejects.toMatchObject({ code: 'DependencyViolationVpc' });
    const beside = resource(vpcAccess);
    await apply(beside, { ...place, name: 'tf-vpc2', vpc_id: 'vpc-2' });
    await apply(target, { ...wanted, http_vpc_service_config: { name: 'tf-vpc2', vpc_scheme: 'HTTP', ...service } });
    expect(JSON.parse((await ask(owner, '/v')).body)).toMatchObject({ url: '/inside' });
    expect(await apply(access, { ...place, vpc_id: 'vpc-3' })).toMatchObject({ does: 'replace', differs: ['vpc_id'] });
    await access.destroy();
    expect(await access.plan(place)).toMatchObject({ does: 'create' });
  });
});

describe('an app', () => {
  it('is made, tagged, changed in place, imported and destroyed', async () => {
    const caller = resource(app);
    const first = { name: 'tf_caller', description: 'calls', tags: { team: 'shop', env: 'test' } };
    expect((await apply(caller, first)).made).toEqual(['CreateApp', 'TagResources', 'ListTagResources', 'DescribeApp']);
    const { id } = caller;
    const second = { ...first, name: 'tf_caller2', tags: { team: 'sales', tier: '1' } };
    expect(await apply(caller, second)).toMatchObject({ does: 'update', differs: ['name', 'tags'] });
    expect(await imported(app, id, second)).toEqual(caller.attributes);
    await apply(caller, { ...second, tags: {} });
    expect(caller.id).toBe(id);
    await caller.destroy();
    expect(await caller.plan(second)).toMatchObject({ does: 'create' });
  });

  it('may call what it is attached to, until it is detached', async () => {
    const owner = await newGroup('tf_guarded');
    const [target, caller, attachment] = [resource(api), resource(app), resource(appAttachment)];
    const guarded = configuration(owner, '/g', { auth_type: 'APP', force_nonce_check: true });
    await apply(target, guarded);
    await apply(caller, { name: 'tf_attached' });
    const { AppCode } = await calls.go('DescribeAppSecurity', { AppId: caller.id });
    const status = async () => (await ask(owner, '/g', 'RELEASE', { authorization: `APPCODE ${AppCode}` })).status;
    expect(await status()).toBe(400);

    const place = { group_id: owner.id, api_id: target.attributes['api_id'], app_id: caller.id, stage_name: 'RELEASE' };
    expect((await apply(attachment, place)).made).toEqual(['SetAppsAuthorities', 'DescribeAuthorizedApps']);
    expect(await status()).toBe(200);
    expect(await imported(appAttachment, attachment.id, place)).toEqual(attachment.attributes);
    expect(await apply(target, { ...guarded, description: 'changed' })).toMatchObject({ does: 'update' });
    expect(await attachment.plan(place)).toEqual(NOTHING);
    expect(await status()).toBe(200);

    expect(await apply(attachment, { ...place, stage_name: 'TEST' })).toMatchObject({ does: 'replace' });
    expect(await status()).toBe(400);
    await attachment.destroy();
    await calls.go('SetAppsAuthorities', {
      ...{ GroupId: owner.id, ApiId: place.api_id, AppIds: caller.id, StageName: 'RELEASE' },
    });
    await caller.destroy();
    expect(await status()).toBe(400);
    for (const each of [target, owner]) await each.destroy();
  });
});

describe('data sources', () => {
  it('find everything, page by page', async () => {
    const owner = await newGroup('tf_found');
    const paths = Array.from({ length: 51 }, (_, made) => [`/f${made}`, { get: fixedAnswer() }]);
    await calls.go('ImportSwagger', {
      GroupId: owner.id,
      Overwrite: false,
      DataFormat: 'json',
      Data: swagger(Object.fromEntries(paths)),
    });
    const apis = await allPages(calls, 'DescribeApis', (body) => body.ApiSummarys.ApiSummary);
    const here = apis.filter(({ GroupId }) => GroupId === owner.id);
    expect(new Set(here.map(({ GroupId, ApiId }) => `${GroupId}:${ApiId}`)).size).toBe(51);
    const groups = await allPages(calls, 'DescribeApiGroups', (body) => body.ApiGroupAttributes.ApiGroupAttribute);
    expect(groups).toContainEqual(expect.objectContaining({ GroupId: owner.id, GroupName: 'tf_found' }));

    const caller = resource(app);
    await apply(caller, { name: 'tf_found_app', tags: { a: 'b' } });
    const apps = await allPages(calls, 'DescribeAppAttributes', (body) => body.Apps.AppAttribute);
    const found = apps.find(({ AppId }) => String(AppId) === caller.id);
    expect(found).toMatchObject({ AppName: 'tf_found_app' });
    expect(await calls.go('DescribeAppSecurity', { AppId: found.AppId })).toMatchObject({
      AppKey: expect.any(String),
      AppCode: expect.any(String),
    });
  });
});
