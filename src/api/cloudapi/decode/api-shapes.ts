import type { Shaped } from '../../rpc/decode/shape.js';

/** Objects of JSON parameters, in the order and spelling of responses. Source: cloudapi-2016-07-14.md 4.4, 8. */

export const REQUEST_CONFIG = {
  fields: {
    RequestProtocol: 'string',
    RequestHttpMethod: 'string',
    RequestPath: 'string',
    RequestMode: 'string',
    BodyFormat: 'string',
    BodyModel: 'string',
    PostBodyDescription: 'string',
    EscapePathParam: 'boolean',
  },
} as const;

export const MOCK_HEADERS = {
  list: { fields: { HeaderName: 'string', HeaderValue: 'string' } },
  item: 'MockHeader',
} as const;

export const VPC_CONFIG = {
  fields: { Name: 'string', VpcId: 'string', InstanceId: 'string', Port: 'number', VpcScheme: 'string' },
} as const;

export const FUNCTION_COMPUTE_CONFIG = {
  fields: {
    FcVersion: 'string',
    FcType: 'string',
    RegionId: 'string',
    ServiceName: 'string',
    FunctionName: 'string',
    Qualifier: 'string',
    RoleArn: 'string',
    FcBaseUrl: 'string',
    Path: 'string',
    Method: 'string',
    OnlyBusinessPath: 'boolean',
    TriggerName: 'string',
    ContentTypeCatagory: 'string',
    ContentTypeValue: 'string',
  },
  aliases: { FcRegionId: 'RegionId' },
} as const;

export const OSS_CONFIG = {
  fields: { OssRegionId: 'string', BucketName: 'string', Key: 'string', Action: 'string' },
} as const;

const EVENT_BRIDGE_CONFIG = {
  fields: { EventBridgeRegionId: 'string', EventBus: 'string', EventSource: 'string', RoleArn: 'string' },
} as const;

export const SERVICE_CONFIG = {
  fields: {
    ServiceProtocol: 'string',
    ServiceAddress: 'string',
    ServicePath: 'string',
    ServiceHttpMethod: 'string',
    ServiceTimeout: 'number',
    ContentTypeCatagory: 'string',
    ContentTypeValue: 'string',
    Mock: 'string',
    MockResult: 'string',
    MockStatusCode: 'number',
    MockHeaders: MOCK_HEADERS,
    ServiceVpcEnable: 'string',
    VpcConfig: VPC_CONFIG,
    FunctionComputeConfig: FUNCTION_COMPUTE_CONFIG,
    OssConfig: OSS_CONFIG,
    EventBridgeConfig: EVENT_BRIDGE_CONFIG,
    AoneAppName: 'string',
  },
  aliases: { ServiceTimeOut: 'ServiceTimeout' },
} as const;

export const REQUEST_PARAMETERS = {
  item: 'RequestParameter',
  list: {
    fields: {
      ApiParameterName: 'string',
      Location: 'string',
      ParameterType: 'string',
      ArrayItemsType: 'string',
      Required: 'string',
      DefaultValue: 'string',
      DemoValue: 'string',
      MaxLength: 'number',
      MinLength: 'number',
      MaxValue: 'number',
      MinValue: 'number',
      EnumValue: 'string',
      RegularExpression: 'string',
      JsonScheme: 'string',
      DocShow: 'string',
      DocOrder: 'number',
      Description: 'string',
    },
  },
} as const;

/** `ParameterCatalog` is read on write only: see split-catalogs.ts. */
export const SERVICE_PARAMETERS = {
  item: 'ServiceParameter',
  list: {
    fields: {
      ServiceParameterName: 'string',
      Location: 'string',
      ParameterType: 'string',
      ParameterCatalog: 'string',
    },
    aliases: { Type: 'ParameterType' },
  },
} as const;

export const SERVICE_PARAMETERS_MAP = {
  item: 'ServiceParameterMap',
  list: { fields: { ServiceParameterName: 'string', RequestParameterName: 'string' } },
} as const;

export const SYSTEM_PARAMETERS = {
  item: 'SystemParameter',
  list: {
    fields: {
      ParameterName: 'string',
      ServiceParameterName: 'string',
      Location: 'string',
      DemoValue: 'string',
      Description: 'string',
    },
  },
} as const;

export const CONSTANT_PARAMETERS = {
  item: 'ConstantParameter',
  list: {
    fields: {
      ServiceParameterName: 'string',
      ConstantValue: 'string',
      Location: 'string',
      Description: 'string',
    },
    aliases: { ConstValue: 'ConstantValue' },
  },
} as const;

export const RESULT_DESCRIPTIONS = {
  item: 'ResultDescription',
  list: {
    fields: {
      Id: 'string',
      Pid: 'string',
      HasChild: 'boolean',
      Key: 'string',
      Name: 'string',
      Type: 'string',
      Mandatory: 'boolean',
      Description: 'string',
    },
  },
} as const;

export const ERROR_CODE_SAMPLES = {
  item: 'ErrorCodeSample',
  list: { fields: { Code: 'string', Message: 'string', Description: 'string', Model: 'string' } },
} as const;

export const OPEN_ID_CONNECT_CONFIG = {
  fields: { OpenIdApiType: 'string', IdTokenParamName: 'string', PublicKeyId: 'string', PublicKey: 'string' },
} as const;

/** Everything a client wrote about an API that it must get back as it wrote it. Kept in `extensions.cloudapi`. */
export const API_FACTS = {
  fields: {
    Visibility: 'string',
    AuthType: 'string',
    AppCodeAuthType: 'string',
    AllowSignatureMethod: 'string',
    ForceNonceCheck: 'boolean',
    DisableInternet: 'boolean',
    WebSocketApiType: 'string',
    ResultType: 'string',
    ResultSample: 'string',
    FailResultSample: 'string',
    ResultBodyModel: 'string',
    RequestConfig: REQUEST_CONFIG,
    ServiceConfig: SERVICE_CONFIG,
    RequestParameters: REQUEST_PARAMETERS,
    ServiceParameters: SERVICE_PARAMETERS,
    ServiceParametersMap: SERVICE_PARAMETERS_MAP,
    SystemParameters: SYSTEM_PARAMETERS,
    ConstantParameters: CONSTANT_PARAMETERS,
    ResultDescriptions: RESULT_DESCRIPTIONS,
    ErrorCodeSamples: ERROR_CODE_SAMPLES,
    OpenIdConnectConfig: OPEN_ID_CONNECT_CONFIG,
  },
} as const;

/** Text facts of a group; the JSON ones stay texts. */
export const GROUP_FACTS = {
  fields: {
    UserLogConfig: 'string',
    CustomTraceConfig: 'string',
    CustomAppCodeConfig: 'string',
    CustomerConfigs: 'string',
    CompatibleFlags: 'string',
    PassthroughHeaders: 'string',
    DefaultDomain: 'string',
    RpcPattern: 'string',
    FilterAppCodeForBackend: 'string',
    SupportSSE: 'string',
    RpsLimitForServerless: 'string',
  },
} as const;

export type RequestConfig = Shaped<typeof REQUEST_CONFIG>;
export type ServiceConfig = Shaped<typeof SERVICE_CONFIG>;
export type RequestParameter = Shaped<typeof REQUEST_PARAMETERS.list>;
export type ServiceParameter = Shaped<typeof SERVICE_PARAMETERS.list>;
export type ServiceParameterMap = Shaped<typeof SERVICE_PARAMETERS_MAP.list>;
export type SystemParameter = Shaped<typeof SYSTEM_PARAMETERS.list>;
export type ConstantParameter = Shaped<typeof CONSTANT_PARAMETERS.list>;
export type ApiFacts = Shaped<typeof API_FACTS>;
export type GroupFacts = Shaped<typeof GROUP_FACTS>;
