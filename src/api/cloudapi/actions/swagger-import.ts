import type { Id } from '../../../shared/ids.js';
import { invalid } from '../../../shared/problem.js';
import { jsonText, required, text } from '../../rpc/decode/parameters.js';
import { IMPORT_AUTH_TYPE } from '../oas/decode-operation.js';
import { type Extensions, WORDS } from '../oas/extensions.js';
import type { ImportPlan } from '../oas/plan-import.js';
import { data } from './importing.js';

/** What ImportSwagger and DryRunSwagger have in common. Source: cloudapi-2016-07-14.md 4.3. */
export const SWAGGER_PARAMETERS = {
  Data: data('The text of a Swagger 2.0 description.'),
  DataFormat: required(text('json or yaml; either is recognised.', { values: ['json', 'yaml'] })),
  GlobalCondition: jsonText('x-aliyun-apigateway- extensions for all operations that do not have them.'),
};

export const SWAGGER_ERRORS = [
  'NotFoundApiGroup',
  'InvalidData',
  'InvalidGlobalCondition',
  'ExceedLimitApi',
  'ExceedLimitRequestBody',
];

interface Given {
  readonly GroupId: Id;
  readonly Data: string;
  readonly GlobalCondition: string | undefined;
}

export const swaggerDescription = ({ GroupId, Data, GlobalCondition }: Given) =>
  ({
    groupId: GroupId,
    data: Data,
    kind: 'SWAGGER',
    authType: IMPORT_AUTH_TYPE,
    requestMode: 'MAPPING',
    extensions: globalExtensions(GlobalCondition || '{}'),
  }) as const;

/** The vendor's documents do not say what it holds; a word that would mean nothing is refused. */
function globalExtensions(json: string): Extensions {
  const given: unknown = JSON.parse(json);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid('GlobalCondition', 'use a JSON object');
  }
  const isKnown = (name: string): boolean => WORDS.extensionPrefixes.some((prefix) => name.startsWith(prefix));
  const unknown = Object.keys(given).find((name) => !isKnown(name));
  if (unknown === undefined) return given as Extensions;
  throw invalid('GlobalCondition', `'${unknown.slice(0, 80)}' is not an extension x-aliyun-apigateway-...`);
}

export const SWAGGER_FAILURE_SHAPES = {
  Failed: {
    item: 'ApiImportSwaggerFailed',
    list: { fields: { Path: 'string', HttpMethod: 'string', ErrorMsg: 'string' } },
  },
  ModelSuccess: {
    item: 'ApiImportModelSuccess',
    list: { fields: { GroupId: 'string', ModelName: 'string', ModelUid: 'string', ModelOperation: 'string' } },
  },
  ModelFailed: {
    item: 'ApiImportModelFailed',
    list: { fields: { GroupId: 'string', ModelName: 'string', ErrorMsg: 'string' } },
  },
} as const;

export const presentSwaggerFailures = ({ failed }: ImportPlan) => ({
  Failed: {
    ApiImportSwaggerFailed: failed.map(({ path, method, reason }) => ({
      Path: path,
      HttpMethod: method.toLowerCase(),
      ErrorMsg: reason,
    })),
  },
});

/** There are none here, and it is said of each. */
export const presentModels = (groupId: Id, models: readonly string[]) => ({
  ModelSuccess: { ApiImportModelSuccess: [] },
  ModelFailed: {
    ApiImportModelFailed: models.map((name) => ({
      GroupId: groupId,
      ModelName: name,
      ErrorMsg: 'There are no models here.',
    })),
  },
});
