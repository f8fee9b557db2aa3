import type { LiveProxy } from '../../../deployments/commands.js';
import type { ApiProxy, ProxyDefinition } from '../../../model/api-proxy.js';
import type { Stage } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import { apiExtension, groupExtension } from '../decode/api-facts.js';
import type { ApiFacts } from '../decode/api-shapes.js';
import { toCore } from '../decode/definition.js';
import { presentApi, presentApiRow, presentDeployedApi } from './api.presenter.js';
import { presentGroup, presentGroupRow } from './group.presenter.js';
import { stageId, wireTime, wireVersion } from './wire-values.js';

const AT = new Date('2026-01-02T03:04:05.678Z');
const TAGS = [{ Key: 'k', Value: 'v' }];
const PLACE = { region: 'cn-hangzhou', groupDomain: 'gw.example' };

const group: ProxyGroup = {
  id: 'g'.repeat(32),
  projectId: 'p',
  name: 'weather',
  description: 'd',
  settings: {
    clientRoute: {
      paths: ['/w', '/x'],
      hosts: [],
      methods: [],
      headers: [],
      bufferRequest: true,
      bufferResponse: true,
    },
    ownHost: true,
    extensions: groupExtension({ UserLogConfig: '{"requestBody":true}' }),
  },
  settingsDigest: '',
  members: [],
  createdAt: AT,
  modifiedAt: AT,
};

const FACTS: ApiFacts = {
  Visibility: 'PRIVATE',
  RequestConfig: { RequestProtocol: 'HTTP', RequestHttpMethod: 'Get', RequestPath: '/a', BodyFormat: 'STREAM' },
  ServiceConfig: {
    ServiceProtocol: 'HTTP',
    ServiceAddress: 'http://b',
    FunctionComputeConfig: { FcType: '', RegionId: '', OnlyBusinessPath: false },
    VpcConfig: { Name: 'kept' },
  },
  RequestParameters: [{ ApiParameterName: 'a', Location: 'Query', MaxLength: 3 }],
};

const definition = (facts: ApiFacts): ProxyDefinition => {
  const core = toCore(facts, 'o', 'as published');
  return {
    type: 'REST',
    source: 'CLOUD_API',
    clientRoute: null,
    backendApiVersion: null,
    specDigest: null,
    ...core,
    extensions: apiExtension(facts, core),
  };
};

const proxy: ApiProxy = {
  id: 'a'.repeat(32),
  projectId: 'p',
  name: 'api@weather',
  apiName: 'api',
  homeGroupId: group.id,
  description: 'as edited',
  definition: definition(FACTS),
  definitionDigest: '',
  createdAt: AT,
  modifiedAt: AT,
};

const live = (stage: Stage, releasedAt = AT): LiveProxy => ({
  proxy,
  revision: {
    id: 'r',
    proxyId: proxy.id,
    number: 1,
    definition: proxy.definition,
    definitionDigest: '',
    createdAt: AT,
  },
  groupId: group.id,
  environment: {
    id: stage,
    name: stage,
    description: '',
    type: 'TEST',
    stage,
    port: 1,
    httpsPort: null,
    accessUrl: '',
    version: 1,
  },
  releasedAt,
  versionedAt: releasedAt,
  remark: '',
});

describe('values on the wire', () => {
  it('are whole seconds, 17 digits, and ids that stay', () => {
    expect(wireTime(AT)).toBe('2026-01-02T03:04:05Z');
    expect(wireVersion(AT)).toBe('20260102030405678');
    expect(stageId('g', 'TEST')).toMatch(/^[0-9a-f]{32}$/);
    expect(stageId('g', 'TEST')).toBe(stageId('g', 'TEST'));
    expect(stageId('g', 'TEST')).not.toBe(stageId('g', 'PRE'));
  });
});

describe('a group', () => {
  it('is described with its sub-domain, its main path and three stages', () => {
    const shown = presentGroup(group, PLACE, []);
    expect(shown).toMatchObject({
      SubDomain: `${group.id}-cn-hangzhou.gw.example`,
      BasePath: '/w',
      VpcDomain: '',
      UserLogConfig: '{"requestBody":true}',
      TrafficLimit: 500,
      CreatedTime: '2026-01-02T03:04:05Z',
    });
    expect(shown).not.toHaveProperty('Tags');
    expect(shown.StageItems.StageInfo.map(({ StageName }) => StageName)).toEqual(['RELEASE', 'PRE', 'TEST']);
  });

  it('is listed with its tags, and so is one that was made elsewhere', () => {
    expect(presentGroupRow(group, PLACE, TAGS).Tags.TagInfo).toEqual([{ Key: 'k', Value: 'v' }]);
    const foreign = { ...group, settings: { ...group.settings, extensions: {} } };
    expect(presentGroupRow(foreign, PLACE, []).Tags.TagInfo).toEqual([]);
  });
});

describe('an API', () => {
  it('is given back in the spelling it came in, with what clients need filled in', () => {
    const shown = presentApi({ proxy, group, tags: TAGS }, 'cn-hangzhou', []);
    expect(shown).toMatchObject({
      ApiName: 'api',
      Description: 'as edited',
      Mock: 'CLOSED',
      BackendEnable: false,
      RequestConfig: { RequestHttpMethod: 'Get', RequestMode: 'MAPPING', BodyFormat: 'STREAM', BodyModel: '' },
      ServiceConfig: { Mock: 'FALSE', ServiceTimeout: 10_000, MockHeaders: { MockHeader: [] } },
      RequestParameters: { RequestParameter: [{ Location: 'Query', MaxLength: 3, DefaultValue: '' }] },
      TagList: { Tag: [{ TagKey: 'k', TagValue: 'v' }] },
    });
  });

  it('leaves out objects that say nothing and keeps those that do', () => {
    const { ServiceConfig } = presentApi({ proxy, group, tags: TAGS }, 'cn-hangzhou', []);
    expect(ServiceConfig).not.toHaveProperty('FunctionComputeConfig');
    expect(ServiceConfig).toMatchObject({ VpcConfig: { Name: 'kept' } });
  });

  it('lists all stages, with the version of those that are live', () => {
    expect(presentApi({ proxy, group, tags: TAGS }, 'r', [live('PRE')]).DeployedInfos.DeployedInfo).toEqual([
      { StageName: 'RELEASE', EffectiveVersion: '', DeployedStatus: 'NONDEPLOYED' },
      { StageName: 'PRE', EffectiveVersion: '20260102030405678', DeployedStatus: 'DEPLOYED' },
      { StageName: 'TEST', EffectiveVersion: '', DeployedStatus: 'NONDEPLOYED' },
    ]);
  });

  it('is described live as it was published', () => {
    expect(presentDeployedApi(live('PRE'), group, 'r')).toMatchObject({
      Description: 'as published',
      StageName: 'PRE',
      DeployedTime: '2026-01-02T03:04:05Z',
      ResultDescriptions: { ResultDescription: [] },
    });
  });

  it('with several operations is listed, and refused when it is asked for', () => {
    const [operation] = proxy.definition.operations;
    if (operation === undefined) throw new Error('no operation');
    const wide = {
      ...proxy,
      definition: { ...proxy.definition, operations: [operation, { ...operation, path: '/b' }], extensions: {} },
    };
    expect(presentApiRow({ proxy: wide, group, tags: [] }, 'r', [])).toMatchObject({
      ApiId: proxy.id,
      ApiMethod: '',
      ApiPath: '',
    });
    expect(() => presentApi({ proxy: wide, group, tags: [] }, 'r', [])).toThrow(
      expect.objectContaining({ code: 'not_representable' }),
    );
  });
});
