import { Problem } from '../../../shared/problem.js';
import { flag, text, withDefault } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { IMPORT_AUTH_TYPE } from '../oas/decode-operation.js';
import type { ImportPlan } from '../oas/plan-import.js';
import { groupId } from './common-parameters.js';
import { data, overwrite, previewImport, readDescription } from './importing.js';

const MODEL_SHAPE = { GroupId: 'string', ModelName: 'string' } as const;

export const importOas = defineAction({
  name: 'ImportOAS',
  summary: 'Checks a description, then makes an API of each operation behind the call: see DescribeImportOASTask.',
  ram: { level: 'create', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'proxy.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    GroupId: groupId,
    Data: data('The text of a description, or the URL of one.'),
    Overwrite: overwrite,
    OASVersion: text('Left out: whatever the description says it is.', { values: ['OAS2', 'OAS3'] }),
    AuthType: withDefault(text('Of operations that say nothing.', { values: ['APP', 'ANONYMOUS'] }), IMPORT_AUTH_TYPE),
    RequestMode: withDefault(
      text('Of operations that say nothing.', { values: ['MAPPING', 'PASSTHROUGH'] }),
      'MAPPING',
    ),
    BackendName: text('Backends as objects do not exist here, so only an empty one is taken.'),
    SkipDryRun: flag('True: begin at once, without telling what will become of which operation.'),
    IgnoreWarning: flag('True: begin although the description says something that is not imported.'),
  },
  response: {
    fields: {
      OperationId: 'string',
      ErrorMessages: { textItem: 'ErrorMessage' },
      WarningMessages: { textItem: 'WarningMessage' },
      SuccessApis: {
        item: 'SuccessApi',
        list: { fields: { ApiId: 'string', Path: 'string', HttpMethod: 'string', ApiOperation: 'string' } },
      },
      FailedApis: {
        item: 'FailedApi',
        list: { fields: { Path: 'string', HttpMethod: 'string', ErrorMsg: 'string' } },
      },
      SuccessModels: {
        item: 'SuccessModel',
        list: { fields: { ...MODEL_SHAPE, ModelUid: 'string', ModelOperation: 'string' } },
      },
      FailedModels: { item: 'FailedModel', list: { fields: { ...MODEL_SHAPE, ErrorMsg: 'string' } } },
    },
  },
  errors: ['NotFoundApiGroup', 'NotFoundBackend', 'InvalidData', 'ExceedLimitApi', 'ExceedLimitRequestBody'],
  async run(core, caller, { GroupId, BackendName = '', SkipDryRun, IgnoreWarning, ...given }) {
    if (BackendName !== '') throw new Problem('not_found', 'there are no backends here', { field: 'BackendId' });
    const { entries, warnings } = await readDescription(core, caller, {
      groupId: GroupId,
      data: given.Data,
      kind: KINDS[given.OASVersion ?? ''] ?? null,
      authType: given.AuthType,
      requestMode: given.RequestMode,
      extensions: {},
    });
    const request = { entries, groupId: GroupId, overwrite: given.Overwrite, limits: core.limits };
    const plan = SkipDryRun === true ? NOT_CHECKED : await previewImport(core, caller, request);
    const errors = SkipDryRun === true ? [] : errorsOf(plan);
    const begins = errors.length === 0 && (warnings.length === 0 || IgnoreWarning === true);
    const operationId = begins ? await core.importTasks.start(caller.actor, caller.projectId, request) : '';
    return { operationId, errors, warnings, plan };
  },
  encode: ({ operationId, errors, warnings, plan }) => ({
    OperationId: operationId,
    ErrorMessages: { ErrorMessage: errors },
    WarningMessages: { WarningMessage: warnings },
    SuccessApis: {
      SuccessApi: plan.taken.map(({ apiId, path, method, operation }) => ({
        ApiId: apiId,
        Path: path,
        HttpMethod: method,
        ApiOperation: operation,
      })),
    },
    FailedApis: {
      FailedApi: plan.failed.map(({ path, method, reason }) => ({ Path: path, HttpMethod: method, ErrorMsg: reason })),
    },
    SuccessModels: { SuccessModel: [] },
    FailedModels: { FailedModel: [] },
  }),
});

const KINDS: Readonly<Record<string, 'SWAGGER' | 'OPEN_API'>> = { OAS2: 'SWAGGER', OAS3: 'OPEN_API' };

const NOT_CHECKED: ImportPlan = { writes: [], taken: [], failed: [] };

/** Some failures leave the others to be imported; when nothing is left, nothing begins. */
const errorsOf = ({ taken }: ImportPlan): string[] =>
  taken.length === 0 ? ['No operation of the description can be imported.'] : [];
