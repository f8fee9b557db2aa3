import type { Fields } from './world.js';

export const REQUEST = { RequestProtocol: 'HTTP', RequestHttpMethod: 'GET', RequestMode: 'MAPPING' };
export const requestOf = (path: string): string => JSON.stringify({ ...REQUEST, RequestPath: path });
export const SERVICE = {
  ServiceProtocol: 'HTTP',
  ServicePath: '/[id]',
  ServiceHttpMethod: 'GET',
  ServiceTimeout: 5000,
};

/** Every part of a definition. Its backend needs a variable that only RELEASE has. */
export const definition = (): Fields => ({
  ApiName: 'first',
  Visibility: 'PUBLIC',
  Description: 'the first',
  AuthType: 'APP',
  RequestConfig: requestOf('/first/[id]'),
  ServiceConfig: JSON.stringify({ ...SERVICE, ServiceAddress: 'http://#host#' }),
  RequestParameters: '[{"ApiParameterName":"id","Location":"PATH","ParameterType":"String","Required":"REQUIRED"}]',
  ServiceParameters: '[{"ServiceParameterName":"id","Location":"PATH","ParameterType":"STRING"}]',
  ServiceParametersMap: '[{"ServiceParameterName":"id","RequestParameterName":"id"}]',
  ConstantParameters: '[{"ServiceParameterName":"x-from","ConstantValue":"gateway","Location":"HEAD"}]',
  SystemParameters: '[{"ParameterName":"CaClientIp","ServiceParameterName":"x-client","Location":"HEAD"}]',
  ErrorCodeSamples: '[{"Code":"400","Message":"no id","Description":"d"}]',
  ResultType: 'JSON',
  ResultSample: '{}',
  FailResultSample: '{"no":1}',
});

export const DEFINED = {
  ApiName: 'first',
  Visibility: 'PUBLIC',
  AuthType: 'APP',
  ForceNonceCheck: false,
  RequestConfig: { ...REQUEST, RequestPath: '/first/[id]' },
  ServiceConfig: { ...SERVICE, ServiceAddress: 'http://#host#' },
  RequestParameters: { RequestParameter: [{ ApiParameterName: 'id', Location: 'PATH', Required: 'REQUIRED' }] },
  ServiceParameters: { ServiceParameter: [{ ServiceParameterName: 'id', Location: 'PATH' }] },
  ServiceParametersMap: { ServiceParameterMap: [{ ServiceParameterName: 'id', RequestParameterName: 'id' }] },
  ConstantParameters: { ConstantParameter: [{ ServiceParameterName: 'x-from', ConstantValue: 'gateway' }] },
  SystemParameters: { SystemParameter: [{ ParameterName: 'CaClientIp', ServiceParameterName: 'x-client' }] },
  ErrorCodeSamples: { ErrorCodeSample: [{ Code: '400', Message: 'no id', Description: 'd' }] },
  ResultType: 'JSON',
  ResultSample: '{}',
  FailResultSample: '{"no":1}',
};
