import { PROMOTED_KINDS } from '../../../model/promotion.js';
import type { RunRequest } from '../../../promotions/promotion-runs.service.js';
import type { InstanceInput } from '../../../promotions/promotion-settings.service.js';
import { PROMOTION_TEXTS } from '../http/messages.js';
import { empty, Fields, refused } from './fields.js';

const MAX_NAME = 200;
const MAX_MAPPINGS = 50;
const MAX_ENVIRONMENTS = 20;

/** `/apiops` and slashes behind the address are what people copy along. */
export function decodeInstance(body: unknown): InstanceInput {
  const fields = Fields.ofBody(body);
  const name = named(fields, 'name');
  const url = fields
    .requiredText('url')
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/apiops$/, '');
  if (!/^https?:\/\//i.test(url) || url.length > 2000) throw refused(PROMOTION_TEXTS.badUrl);
  const token = fields.text('token')?.trim();
  if (token !== undefined && !/^[\x21-\x7e]{0,8000}$/.test(token))
    throw refused('token holds a character that no token has');
  return { name, url, color: fields.text('color') ?? '', token: token === '' ? undefined : token };
}

export interface MappingRequest {
  readonly name: string;
  readonly projectName: string;
  readonly kind: (typeof PROMOTED_KINDS)[number];
  readonly sourceName: string;
  readonly instanceName: string;
  readonly targetProject: string;
  readonly targetName: string;
  readonly targetEnvironments: readonly string[];
}

export function decodeMapping(body: unknown): MappingRequest {
  const fields = Fields.ofBody(body);
  const name = named(fields, 'name');
  const projectName = named(fields, 'sourceProjectName');
  const sourceName = named(fields, 'sourceApiName');
  const targetEnvironments = [...new Set(fields.texts('deployTargetEnvironmentNameList') ?? [])];
  if (targetEnvironments.length > MAX_ENVIRONMENTS) {
    throw refused(`deployTargetEnvironmentNameList may name at most ${MAX_ENVIRONMENTS}`);
  }
  return {
    name,
    projectName,
    kind: fields.oneOf('type', PROMOTED_KINDS) ?? 'API_PROXY',
    sourceName,
    instanceName: named(fields, 'targetInstanceName'),
    targetProject: fields.has('targetProjectName') ? named(fields, 'targetProjectName') : projectName,
    targetName: fields.has('targetApiName') ? named(fields, 'targetApiName') : sourceName,
    targetEnvironments,
  };
}

/** Source: apiops.md 4.10. */
export function decodeRun(body: unknown): RunRequest {
  const fields = Fields.ofBody(body);
  const mappingNames = [...new Set((fields.texts('mappingNames') ?? []).filter((name) => name.trim() !== ''))];
  if (mappingNames.length === 0) throw empty('mappingNames');
  if (mappingNames.length > MAX_MAPPINGS) throw refused(`mappingNames may name at most ${MAX_MAPPINGS}`);
  return {
    mappingNames,
    name: fields.text('executionName') ?? '',
    description: fields.text('executionDescription') ?? '',
  };
}

function named(fields: Fields, field: string): string {
  const name = fields.requiredText(field);
  if (name.length > MAX_NAME) throw refused(`${field} may have at most ${MAX_NAME} characters`);
  return name;
}
