import type {
  ConstantParameter,
  RequestParameter,
  ServiceParameter,
  ServiceParameterMap,
  SystemParameter,
} from './api-shapes.js';

export interface ParameterLists {
  readonly requestParameters: readonly RequestParameter[];
  readonly serviceParameters: readonly ServiceParameter[];
  readonly serviceParametersMap: readonly ServiceParameterMap[];
  readonly constantParameters: readonly ConstantParameter[];
  readonly systemParameters: readonly SystemParameter[];
}

/**
 * Terraform sends constants and system parameters among the request parameters, told apart only by the catalog of the
 * service parameter. They are kept, and given back, in lists of their own. Source: cloudapi-2016-07-14.md 4.2.
 */
export function splitCatalogs(lists: ParameterLists): ParameterLists {
  const constants = inCatalog(lists, 'CONSTANT');
  const systems = inCatalog(lists, 'SYSTEM');
  const moved = [...constants, ...systems];
  const movedServices = new Set(moved.map(({ service }) => service.ServiceParameterName));
  const movedRequests = new Set(moved.map(({ request }) => request?.ApiParameterName));
  return {
    requestParameters: lists.requestParameters.filter(({ ApiParameterName }) => !movedRequests.has(ApiParameterName)),
    serviceParameters: lists.serviceParameters
      .filter(({ ServiceParameterName }) => !movedServices.has(ServiceParameterName))
      .map(({ ParameterCatalog: _catalog, ...service }) => service),
    serviceParametersMap: lists.serviceParametersMap.filter(
      ({ ServiceParameterName }) => !movedServices.has(ServiceParameterName),
    ),
    constantParameters: [...lists.constantParameters, ...constants.map(asConstant)],
    systemParameters: [...lists.systemParameters, ...systems.map(asSystem)],
  };
}

interface Joined {
  readonly service: ServiceParameter;
  readonly request: RequestParameter | undefined;
}

function inCatalog(lists: ParameterLists, catalog: string): Joined[] {
  return lists.serviceParameters
    .filter(({ ParameterCatalog }) => ParameterCatalog?.toUpperCase() === catalog)
    .map((service) => ({ service, request: requestOf(lists, service) }));
}

function requestOf(lists: ParameterLists, { ServiceParameterName }: ServiceParameter): RequestParameter | undefined {
  const link = lists.serviceParametersMap.find((map) => map.ServiceParameterName === ServiceParameterName);
  const name = link?.RequestParameterName ?? ServiceParameterName;
  return lists.requestParameters.find(({ ApiParameterName }) => ApiParameterName === name);
}

const asConstant = ({ service, request }: Joined): ConstantParameter => ({
  ServiceParameterName: service.ServiceParameterName ?? '',
  ConstantValue: request?.DefaultValue ?? '',
  Location: service.Location ?? '',
  Description: request?.Description ?? '',
});

const asSystem = ({ service, request }: Joined): SystemParameter => ({
  ParameterName: request?.ApiParameterName ?? '',
  ServiceParameterName: service.ServiceParameterName ?? '',
  Location: service.Location ?? '',
  DemoValue: request?.DemoValue ?? '',
  Description: request?.Description ?? '',
});
