import { required, text } from '../../rpc/decode/parameters.js';

export const stageId = required(text('Id of the stage, as DescribeApiGroup tells it.'));
export const variableName = required(text('Letters, digits, underscores and dashes; case-sensitive.'));

/** How a variable might choose among backends. Kept and returned: nothing is routed by it. */
export const STAGE_ROUTE_MODEL = {
  fields: {
    ParameterType: 'string',
    Location: 'string',
    ParameterCatalog: 'string',
    ServiceParameterName: 'string',
    RouteMatchSymbol: 'string',
    RouteRules: {
      item: 'RouteRule',
      list: { fields: { ConditionValue: 'string', ResultValue: 'string', MinValue: 'number', MaxValue: 'number' } },
    },
  },
} as const;
