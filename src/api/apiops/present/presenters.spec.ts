import type { ApiProxy } from '../../../model/api-proxy.js';
import type { DeploymentRecord } from '../../../model/deployment.js';
import type { Environment } from '../../../model/environment.js';
import { DEFAULT_ROUTING } from '../decode/routing.decode.js';
import { presentEnvironment } from './environment.presenter.js';
import { presentGroup, presentGroupEnvironments } from './group.presenter.js';
import { presentProject } from './project.presenter.js';
import { presentProxyAnswer, presentProxyRow } from './proxy.presenter.js';
import { listed, succeeded } from './success.js';

const ID = '0123456789abcdef0123456789abcdef';

const environment: Environment = {
  id: ID,
  name: 'production',
  description: 'Live',
  type: 'PRODUCTION',
  stage: 'RELEASE',
  httpsPort: null,
  port: 9080,
  accessUrl: 'https://gw.example.com',
  version: 3,
};

const record = (over: Partial<DeploymentRecord> = {}): DeploymentRecord => ({
  environmentId: ID,
  objectKind: 'proxy',
  objectId: ID,
  deployed: true,
  outdated: false,
  number: 1,
  lastDeployedAt: new Date(0),
  ...over,
});

const proxy: ApiProxy = {
  id: ID,
  projectId: ID,
  name: 'cards',
  apiName: 'cards',
  homeGroupId: null,
  description: 'Card API',
  definition: {
    type: 'REST',
    source: 'OPEN_API',
    clientRoute: {
      paths: ['/cards'],
      hosts: ['api.example.com'],
      methods: [],
      headers: [],
      bufferRequest: true,
      bufferResponse: true,
    },
    routing: {
      ...DEFAULT_ROUTING,
      addresses: [
        {
          address: 'https://backend.example.com',
          weight: 100,
          healthCheckEnabled: true,
          role: 'PRIMARY',
          soapType: 'SOAP11',
        },
      ],
    },
    operations: [
      {
        id: ID,
        path: '/cards/{id}',
        method: 'ANY',
        description: '',
        active: true,
        backendPath: '/v1/cards/{id}',
        backendMethod: 'GET',
        mapping: null,
        mock: null,
      },
    ],
    backendApiVersion: null,
    specDigest: null,
    extensions: {},
  },
  definitionDigest: '',
  createdAt: new Date(0),
  modifiedAt: new Date(0),
};

describe('envelopes', () => {
  it('say success twice, and nothing about deployments where there were none', () => {
    expect(succeeded()).toEqual({ success: true, status: 'SUCCESS' });
    expect(listed([1, 2], 9)).toEqual({ success: true, status: 'SUCCESS', resultList: [1, 2], resultCount: 9 });
  });
});

describe('presentProxyAnswer', () => {
  const answer = presentProxyAnswer(
    { proxy, records: [record({ outdated: true })], environments: [environment] },
    false,
  );

  it('gives the proxy bare and as the one element of a list', () => {
    const { success, status, resultCount, resultList, ...bare } = answer;
    expect([success, status, resultCount]).toEqual([true, 'SUCCESS', 1]);
    expect(resultList).toEqual([bare]);
  });

  it('speaks the words of both generations', () => {
    expect(answer).toMatchObject({
      name: 'cards',
      apiType: 'REST',
      sharingType: 'NONE',
      clientRoute: {
        relativePathList: ['/cards'],
        methodList: null,
        hostList: ['api.example.com'],
        virtualHostList: ['api.example.com'],
        headerList: null,
      },
      routing: {
        routingEnabled: true,
        connectTimeout: 30,
        readTimeout: 60,
        routingAddressList: [{ healthCheckEnabled: true, healthMonitoringEnabled: true }],
      },
      deploymentList: [{ environmentName: 'production', deployed: true, redeployRequired: true }],
    });
  });

  it('shows operations as endpoints, with policy lists only when asked', () => {
    expect(answer.endpointList).toEqual([
      {
        id: '0123456789abcdef01234567',
        endpoint: '/cards/{id}',
        description: '',
        active: true,
        httpMethod: 'ALL',
        backendResourceUrl: '/v1/cards/{id}',
        backendHttpMethod: 'GET',
      },
    ]);
    const withPolicies = presentProxyAnswer({ proxy, records: [], environments: [] }, true);
    expect(withPolicies.endpointList[0]).toMatchObject({
      requestPolicyList: [],
      responsePolicyList: [],
      errorPolicyList: [],
    });
  });

  it('shows a proxy without a route of its own', () => {
    const inGroup = { ...proxy, definition: { ...proxy.definition, clientRoute: null } };
    const { clientRoute } = presentProxyAnswer({ proxy: inGroup, records: [], environments: [] }, false);
    expect(clientRoute.relativePathList).toEqual([]);
  });
});

describe('rows', () => {
  it('are those of the contract', () => {
    expect(presentProxyRow({ name: 'a', description: '', type: 'REST', paths: [] })).toEqual({
      name: 'a',
      description: '',
      type: 'REST',
      relativePath: '',
      soapToRest: false,
    });
    expect(presentEnvironment(environment)).toEqual({
      id: '0123456789abcdef01234567',
      name: 'production',
      description: 'Live',
      type: 'PRODUCTION',
      status: 'PUBLISHED',
      accessUrl: 'https://gw.example.com',
      deployed: null,
      redeployRequired: null,
    });
    const project = {
      id: ID,
      name: 'p',
      description: 'd',
      accountId: '1',
      relativePath: '',
      enableRelativePath: false,
      tags: ['t'],
    };
    expect(presentProject(project)).toEqual({
      id: '0123456789abcdef01234567',
      name: 'p',
      description: 'd',
      relativePath: '',
      enableRelativePath: false,
      tags: ['t'],
    });
  });

  it('show a group and where it is or was deployed', () => {
    const group = {
      id: ID,
      projectId: ID,
      name: 'Pay',
      description: '',
      settings: { clientRoute: proxy.definition.clientRoute ?? never(), ownHost: false, extensions: {} },
      settingsDigest: '',
      members: [],
      createdAt: new Date(0),
      modifiedAt: new Date(0),
    };
    expect(presentGroup(group)).toEqual({ id: '0123456789abcdef01234567', name: 'Pay', description: '' });
    const rows = presentGroupEnvironments(
      [record({ deployed: false }), record({ environmentId: 'gone' })],
      [environment],
    );
    expect(rows).toEqual([
      {
        environmentName: 'production',
        name: 'production',
        type: 'PRODUCTION',
        accessUrl: 'https://gw.example.com',
        deployed: false,
        redeployRequired: false,
      },
    ]);
  });
});

function never(): never {
  throw new Error('the sample has a route');
}
