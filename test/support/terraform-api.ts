import type { Body, Parameters, TerraformCalls } from './terraform-calls.js';
import {
  type Attributes,
  NOT_THERE,
  type ResourceKind,
  unlessRefused,
  untilRefused,
  whileRefused,
} from './terraform-client.js';

const STAGES = ['PRE', 'RELEASE', 'TEST'];

/** Every form of `alicloud_api_gateway_api`. Its id is `GroupId:ApiId`. Source: cloudapi-2016-07-14.md 4.2, 4.4, 4.6. */
export const api: ResourceKind = {
  defaults: {
    force_nonce_check: false,
    http_service_config: null,
    http_vpc_service_config: null,
    mock_service_config: null,
    request_parameters: [],
    constant_parameters: [],
    system_parameters: [],
    stage_names: [],
  },
  forcesNew: ['group_id'],

  async create(calls, wanted) {
    const { ApiId } = await calls.go('CreateApi', definitionOf(wanted));
    for (const stage of wanted['stage_names']) await deploy(calls, wanted['group_id'], ApiId, stage);
    return `${wanted['group_id']}:${ApiId}`;
  },

  async read(calls, id, known) {
    const parameters = placeOf(id);
    const read = await unlessAbsent(calls.tea('DescribeApi', {}, parameters));
    if (read === null) return null;
    const stage_names: string[] = [];
    for (const StageName of known?.['stage_names'] ?? STAGES) {
      const live = await unlessRefused(NOT_THERE, calls.go('DescribeDeployedApi', { ...parameters, StageName }));
      if (live !== null) stage_names.push(StageName);
    }
    return { ...attributesOf(read), stage_names };
  },

  async update(calls, id, wanted, known) {
    const { GroupId, ApiId } = placeOf(id);
    await calls.go('ModifyApi', { ...definitionOf(wanted), ApiId });
    for (const stage of wanted['stage_names']) await deploy(calls, GroupId, ApiId, stage);
    for (const stage of known['stage_names']) {
      if (!wanted['stage_names'].includes(stage)) await abolish(calls, GroupId, ApiId, stage);
    }
  },

  async destroy(calls, id, known) {
    const { GroupId, ApiId } = placeOf(id);
    for (const stage of known['stage_names']) await abolish(calls, GroupId, ApiId, stage);
    await unlessRefused(['NotFoundApi'], calls.go('DeleteApi', { GroupId, ApiId }));
    await untilRefused('NotFoundApi', () => calls.go('DescribeApi', { GroupId, ApiId }));
  },
};

function placeOf(id: string) {
  const [GroupId = '', ApiId = ''] = id.split(':');
  return { GroupId, ApiId };
}

/** Of the API's read alone: absent is any 404. */
async function unlessAbsent(call: Promise<Body>): Promise<Body | null> {
  try {
    return await call;
  } catch (error) {
    if ((error as { status?: number }).status === 404) return null;
    throw error;
  }
}

async function deploy(calls: TerraformCalls, GroupId: string, ApiId: string, StageName: string): Promise<void> {
  await calls.go('DeployApi', { GroupId, ApiId, StageName, Description: 'Terraform Deploy' });
  await calls.go('DescribeDeployedApi', { GroupId, ApiId, StageName });
}

async function abolish(calls: TerraformCalls, GroupId: string, ApiId: string, StageName: string): Promise<void> {
  await unlessRefused(
    NOT_THERE,
    whileRefused('ConcurrencyLockTimeout', () => calls.go('AbolishApi', { GroupId, ApiId, StageName })),
  );
  await untilRefused('NotFoundStage', () => calls.go('DescribeDeployedApi', { GroupId, ApiId, StageName }));
}

function definitionOf(wanted: Attributes): Parameters {
  const { protocol, method, path, mode, body_format } = wanted['request_config'];
  const mixed = mixedParameters(wanted);
  return {
    GroupId: wanted['group_id'],
    ApiName: wanted['name'],
    Description: wanted['description'],
    AuthType: wanted['auth_type'],
    ForceNonceCheck: wanted['force_nonce_check'],
    RequestConfig: JSON.stringify({
      requestProtocol: protocol,
      requestHttpMethod: method,
      requestPath: path,
      requestMode: mode,
      bodyFormat: body_format ?? '',
    }),
    ServiceConfig: JSON.stringify(serviceConfigOf(wanted)),
    RequestParameters: JSON.stringify(mixed.map(({ request }) => request)),
    ServiceParameters: JSON.stringify(mixed.map(({ service }) => service)),
    ServiceParametersMap: JSON.stringify(
      mixed.map(({ request, service }) => ({
        requestParameterName: request.apiParameterName,
        serviceParameterName: service.serviceParameterName,
      })),
    ),
    ResultType: 'JSON',
    ResultSample: 'Result Sample',
    Visibility: 'PRIVATE',
    AllowSignatureMethod: 'HmacSHA256',
    WebSocketApiType: 'COMMON',
    BackendEnable: false,
  };
}

const NO_FUNCTION = {
  fcVersion: '',
  fcType: '',
  fcBaseUrl: '',
  path: '',
  method: '',
  onlyBusinessPath: false,
  qualifier: '',
  fcRegionId: '',
  serviceName: '',
  functionName: '',
  roleArn: '',
  contentTypeCatagory: '',
  contentTypeValue: '',
};

/** All members always, also those that do not apply. */
function serviceConfigOf(wanted: Attributes) {
  const parts = {
    HTTP: () => httpConfig(wanted['http_service_config']),
    'HTTP-VPC': () => vpcConfig(wanted['http_vpc_service_config']),
    MOCK: () => mockConfig(wanted['mock_service_config']),
  };
  const own = parts[wanted['service_type'] as keyof typeof parts]();
  return {
    serviceProtocol: 'HTTP',
    contentTypeCatagory: 'CLIENT',
    contentTypeValue: '',
    mock: 'FALSE',
    mockResult: '',
    serviceVpcEnable: 'FALSE',
    functionComputeConfig: NO_FUNCTION,
    vpcConfig: { name: '', vpcScheme: '' },
    ...own,
  };
}

const httpConfig = ({ address, method, path, timeout, aone_name, ...content }: Attributes) => ({
  serviceAddress: address,
  serviceHttpMethod: method,
  servicePath: path,
  serviceTimeout: timeout,
  aoneAppName: aone_name,
  contentTypeCatagory: content['content_type_category'],
  contentTypeValue: content['content_type_value'],
});

const vpcConfig = ({ name, vpc_scheme, method, path, timeout, aone_name, ...content }: Attributes) => ({
  serviceVpcEnable: 'TRUE',
  vpcConfig: { name, vpcScheme: vpc_scheme },
  serviceHttpMethod: method,
  servicePath: path,
  serviceTimeout: timeout,
  aoneAppName: aone_name,
  contentTypeCatagory: content['content_type_category'],
  contentTypeValue: content['content_type_value'],
});

/** Without a status. */
const mockConfig = ({ result, aone_name }: Attributes) => ({
  serviceAddress: 'http://www.aliyun.com',
  serviceHttpMethod: 'GET',
  servicePath: '/',
  serviceTimeout: 30,
  mock: 'TRUE',
  mockResult: result,
  aoneAppName: aone_name,
});

/** Constants and system parameters among the others, told apart by the catalog alone. */
function mixedParameters(wanted: Attributes) {
  const requests = (wanted['request_parameters'] as readonly Attributes[]).map((each) =>
    mixed('REQUEST', each['name'], each['in'], { name: each['name_service'], in: each['in_service'] }, each),
  );
  const constants = (wanted['constant_parameters'] as readonly Attributes[]).map((each) =>
    mixed('CONSTANT', each['name'], each['in'], each, { ...each, default_value: each['value'] }),
  );
  const systems = (wanted['system_parameters'] as readonly Attributes[]).map((each) =>
    mixed('SYSTEM', each['name'], each['in'], { name: each['name_service'], in: each['in'] }, each),
  );
  return [...requests, ...constants, ...systems];
}

const mixed = (catalog: string, name: string, location: string, service: Attributes, more: Attributes) => ({
  request: {
    parameterType: more['type'] ?? 'String',
    name,
    apiParameterName: name,
    description: more['description'] ?? '',
    location,
    required: more['required'] ?? 'REQUIRED',
    defaultValue: more['default_value'] ?? '',
  },
  service: {
    serviceParameterName: service['name'],
    location: service['in'],
    parameterType: more['type'] ?? 'String',
    parameterCatalog: catalog,
  },
});

/** How the provider reads what DescribeApi answers. */
function attributesOf(read: Body): Attributes {
  const { RequestConfig: request, ServiceConfig: service } = read;
  return {
    api_id: read.ApiId,
    group_id: read.GroupId,
    name: read.ApiName,
    description: read.Description,
    auth_type: read.AuthType,
    force_nonce_check: read.ForceNonceCheck,
    request_config: {
      protocol: request.RequestProtocol,
      method: request.RequestHttpMethod,
      path: request.RequestPath,
      mode: request.RequestMode,
      ...(request.BodyFormat === '' ? {} : { body_format: request.BodyFormat }),
    },
    ...backendOf(service),
    request_parameters: requestParameters(read),
    constant_parameters: (read.ConstantParameters.ConstantParameter as Body[]).map((each) => ({
      name: each.ServiceParameterName,
      value: each.ConstantValue,
      in: each.Location,
      ...(each.Description === '' ? {} : { description: each.Description }),
    })),
    system_parameters: (read.SystemParameters.SystemParameter as Body[]).map((each) => ({
      name: each.ParameterName,
      name_service: each.ServiceParameterName,
      in: each.Location,
    })),
  };
}

function backendOf(service: Body): Attributes {
  const none = { http_service_config: null, http_vpc_service_config: null, mock_service_config: null };
  if (service.Mock === 'TRUE') {
    const mock_service_config = { result: service.MockResult, aone_name: service.AoneAppName };
    return { ...none, service_type: 'MOCK', mock_service_config };
  }
  const shared = {
    method: service.ServiceHttpMethod,
    path: service.ServicePath,
    timeout: service.ServiceTimeout,
    aone_name: service.AoneAppName,
    content_type_category: service.ContentTypeCatagory,
    content_type_value: service.ContentTypeValue,
  };
  if (service.ServiceVpcEnable === 'TRUE') {
    const { Name: name, VpcScheme: vpc_scheme } = service.VpcConfig;
    return { ...none, service_type: 'HTTP-VPC', http_vpc_service_config: { name, vpc_scheme, ...shared } };
  }
  return { ...none, service_type: 'HTTP', http_service_config: { address: service.ServiceAddress, ...shared } };
}

/** One of each pair of the map. */
function requestParameters(read: Body): Attributes[] {
  return (read.ServiceParametersMap.ServiceParameterMap as Body[]).map((pair) => {
    const service = (read.ServiceParameters.ServiceParameter as Body[]).find(
      ({ ServiceParameterName }) => ServiceParameterName === pair.ServiceParameterName,
    );
    const request = (read.RequestParameters.RequestParameter as Body[]).find(
      ({ ApiParameterName }) => ApiParameterName === pair.RequestParameterName,
    );
    return {
      name: pair.RequestParameterName,
      type: request.ParameterType,
      required: request.Required,
      in: request.Location,
      in_service: service.Location,
      name_service: pair.ServiceParameterName,
      description: request.Description,
      default_value: request.DefaultValue,
    };
  });
}
