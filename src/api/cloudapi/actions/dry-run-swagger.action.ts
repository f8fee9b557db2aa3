import { API_DEFAULTS } from '../decode/api-defaults.js';
import { defineAction } from '../define-action.js';
import { encodeDocument } from '../oas/encode-document.js';
import type { TakenEntry } from '../oas/plan-import.js';
import { groupId } from './common-parameters.js';
import { overwrite, previewImport, readDescription } from './importing.js';
import {
  presentModels,
  presentSwaggerFailures,
  SWAGGER_ERRORS,
  SWAGGER_FAILURE_SHAPES,
  SWAGGER_PARAMETERS,
  swaggerDescription,
} from './swagger-import.js';

export const dryRunSwagger = defineAction({
  name: 'DryRunSwagger',
  summary: 'Tells what ImportSwagger would do, and does nothing.',
  ram: { level: 'get', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { GroupId: groupId, ...SWAGGER_PARAMETERS, Overwrite: overwrite },
  response: {
    fields: {
      Success: {
        item: 'ApiDryRunSwaggerSuccess',
        list: {
          fields: {
            ApiUid: 'string',
            Path: 'string',
            HttpMethod: 'string',
            ApiOperation: 'string',
            ApiSwagger: 'string',
          },
        },
      },
      ...SWAGGER_FAILURE_SHAPES,
      GlobalCondition: 'string',
    },
  },
  errors: SWAGGER_ERRORS,
  async run(core, caller, given) {
    const { entries, models } = await readDescription(core, caller, swaggerDescription(given));
    const request = { entries, groupId: given.GroupId, overwrite: given.Overwrite, limits: core.limits };
    return { given, models, plan: await previewImport(core, caller, request) };
  },
  encode: ({ given, models, plan }) => ({
    Success: {
      ApiDryRunSwaggerSuccess: plan.taken.map((entry) => ({
        ApiUid: entry.apiId,
        Path: entry.path,
        HttpMethod: entry.method.toLowerCase(),
        ApiOperation: entry.operation,
        ApiSwagger: swaggerOf(entry),
      })),
    },
    ...presentSwaggerFailures(plan),
    ...presentModels(given.GroupId, models),
    GlobalCondition: given.GlobalCondition || '{}',
  }),
});

/** The paths of a description that has only this API. */
function swaggerOf({ api: { name, description, facts } }: TakenEntry): string {
  const { paths } = encodeDocument({
    generation: '2.0',
    withExtensions: true,
    title: name,
    description,
    host: '',
    basePath: '/',
    apis: [{ name, description, facts: { ...API_DEFAULTS, ...facts } }],
  });
  return JSON.stringify(paths);
}
