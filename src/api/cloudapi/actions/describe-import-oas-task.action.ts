import { required, text } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';

export const describeImportOasTask = defineAction({
  name: 'DescribeImportOASTask',
  summary: 'What came of an ImportOAS, on whichever replica. It can be asked for a week.',
  ram: { level: 'get', resource: '*' },
  permission: ['group.view', 'proxy.view'],
  mutates: false,
  callsPerSecond: null,
  parameters: { OperationId: required(text('What ImportOAS returned.')) },
  response: {
    fields: {
      TaskStatus: 'string',
      ApiResults: {
        item: 'ApiResult',
        list: {
          fields: {
            ApiId: 'string',
            ApiName: 'string',
            GroupId: 'string',
            Description: 'string',
            Method: 'string',
            Path: 'string',
            UpdateStatus: 'string',
            ErrorMessage: 'string',
          },
        },
      },
      ModelResults: {
        item: 'ModelResult',
        list: {
          fields: {
            GroupId: 'string',
            ModelId: 'string',
            ModelName: 'string',
            UpdateStatus: 'string',
            ErrorMessage: 'string',
          },
        },
      },
    },
  },
  errors: ['NotFoundOperation'],
  run: (core, { actor, projectId }, { OperationId }) => core.importTasks.state(actor, projectId, OperationId),
  encode: ({ isFinished, rows }) => ({
    TaskStatus: isFinished ? 'Finished' : 'Running',
    ApiResults: {
      ApiResult: rows.map((row) => ({
        ApiId: row.apiId,
        ApiName: row.apiName,
        GroupId: row.groupId,
        Description: row.description,
        Method: row.method,
        Path: row.path,
        UpdateStatus: row.status,
        ErrorMessage: row.reason,
      })),
    },
    ModelResults: { ModelResult: [] },
  }),
});
