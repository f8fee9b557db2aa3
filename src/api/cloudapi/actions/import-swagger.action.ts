import { newId } from '../../../shared/ids.js';
import { flag } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { planImport } from '../oas/plan-import.js';
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

export const importSwagger = defineAction({
  name: 'ImportSwagger',
  summary: 'Makes an API of each operation of a Swagger 2.0 description. What can be made is made in one transaction.',
  ram: { level: 'create', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'proxy.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    GroupId: groupId,
    ...SWAGGER_PARAMETERS,
    Overwrite: overwrite,
    DryRun: flag('True: tell what would be done, and do nothing.'),
  },
  response: {
    fields: {
      Success: {
        item: 'ApiImportSwaggerSuccess',
        list: { fields: { ApiUid: 'string', Path: 'string', HttpMethod: 'string', ApiOperation: 'string' } },
      },
      ...SWAGGER_FAILURE_SHAPES,
    },
  },
  errors: SWAGGER_ERRORS,
  async run(core, caller, given) {
    const { entries, models } = await readDescription(core, caller, swaggerDescription(given));
    const request = { entries, groupId: given.GroupId, overwrite: given.Overwrite, limits: core.limits };
    if (given.DryRun === true) return { request, models, plan: await previewImport(core, caller, request), ids: [] };
    const { decided, apis } = await core.members.writeMembers(
      caller.actor,
      caller.projectId,
      given.GroupId,
      (members) => planImport(request, members, newId),
    );
    return { request, models, plan: decided, ids: apis.map(({ id }) => id) };
  },
  encode: ({ request, models, plan, ids }) => ({
    Success: {
      ApiImportSwaggerSuccess: plan.taken.map(({ apiId, path, method, operation }, index) => ({
        ApiUid: ids[index] ?? apiId,
        Path: path,
        HttpMethod: method.toLowerCase(),
        ApiOperation: operation,
      })),
    },
    ...presentSwaggerFailures(plan),
    ...presentModels(request.groupId, models),
  }),
});
