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
  const joined = joinedByName(lists);
  const constants = joined.filter(isIn('CONSTANT'));
  const systems = joined.filter(isIn('SYSTEM'));
  const moved = [...constants, ...systems];
  const movedServices = new Set(moved.map(({ service }) => service.ServiceParameterName));
  const movedRequests = new Set(moved.map(({ request }) => request));
  return {
    requestParameters: lists.requestParameters.filter((request) => !movedRequests.has(request)),
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

const isIn =
  (catalog: string) =>
  ({ service }: Joined): boolean =>
    service.ParameterCatalog?.toUpperCase() === catalog;

/** Several may have one name, as a constant and a parameter of the call: they come in the order of what they fill. */
function joinedByName(lists: ParameterLists): Joined[] {
  const taken = new Map<string | undefined, number>();
  return lists.serviceParameters.map((service) => {
    const name = requestNameOf(lists, service);
    const named = lists.requestParameters.filter(({ ApiParameterName }) => ApiParameterName === name);
    const place = taken.get(name) ?? 0;
    taken.set(name, place + 1);
    return { service, request: named[place] ?? named.at(-1) };
  });
}

function requestNameOf(lists: ParameterLists, { ServiceParameterName }: ServiceParameter): string | undefined {
  const link = lists.serviceParametersMap.find((map) => map.ServiceParameterName === ServiceParameterName);
  return link?.RequestParameterName ?? ServiceParameterName;
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
