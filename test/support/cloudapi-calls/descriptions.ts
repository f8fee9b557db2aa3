import { fixedAnswer, swagger } from '../cloudapi-descriptions.js';
import { type Fields, rows, type Step } from './world.js';

export const DESCRIPTIONS: readonly Step[] = [
  {
    action: 'DryRunSwagger',
    asks: ({ groupId }) => ({ ...described(groupId, '/third'), DataFormat: 'json' }),
    sees: () => ({
      Success: { ApiDryRunSwaggerSuccess: [{ ApiUid: '', Path: '/third', HttpMethod: 'get', ApiOperation: 'CREATE' }] },
      Failed: { ApiImportSwaggerFailed: [] },
      GlobalCondition: '{}',
    }),
  },
  {
    action: 'ImportSwagger',
    asks: ({ groupId }) => ({ ...described(groupId, '/third'), DataFormat: 'json' }),
    sees: () => ({ Success: { ApiImportSwaggerSuccess: [{ Path: '/third', HttpMethod: 'get' }] } }),
    keeps: (_world, answer) => ({
      importedIds: [String(rows(answer, 'Success', 'ApiImportSwaggerSuccess')[0]?.['ApiUid'])],
    }),
  },
  {
    action: 'ImportOAS',
    asks: ({ groupId }) => ({ ...described(groupId, '/fourth'), OASVersion: 'OAS2', AuthType: 'ANONYMOUS' }),
    sees: () => ({ SuccessApis: { SuccessApi: [{ Path: '/fourth', HttpMethod: 'GET', ApiOperation: 'CREATE' }] } }),
    keeps: (_world, { OperationId }) => ({ operationId: String(OperationId) }),
  },
  {
    action: 'DescribeImportOASTask',
    asks: ({ operationId }) => ({ OperationId: operationId }),
    until: ({ TaskStatus }) => TaskStatus === 'Finished',
    sees: ({ groupId }) => ({
      ApiResults: { ApiResult: [{ GroupId: groupId, Method: 'GET', Path: '/fourth', UpdateStatus: 'OVER' }] },
    }),
    keeps: ({ importedIds }, answer) => ({
      importedIds: [...importedIds, String(rows(answer, 'ApiResults', 'ApiResult')[0]?.['ApiId'])],
    }),
  },
  {
    action: 'ExportOAS',
    asks: ({ groupId, apiId }) => ({ GroupId: groupId, ApiIdList: [apiId], OasVersion: 'oas3', DataFormat: 'yaml' }),
    sees: () => ({ Data: expect.stringMatching(/^UEsDBBQ/) }),
  },
];

const described = (groupId: string, path: string): Fields => ({
  GroupId: groupId,
  Data: swagger({ [path]: { get: fixedAnswer() } }),
  Overwrite: false,
});
