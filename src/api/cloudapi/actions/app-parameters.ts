import type { KeyAndValue } from '../../../model/resource-tag.js';
import { invalid } from '../../../shared/problem.js';
import { required, text } from '../../rpc/decode/parameters.js';
import type { Tag } from '../../rpc/decode/tags.js';

const NAME = {
  minLength: 'shortestAppName',
  maxLength: 'longestAppName',
  pattern: { test: /^\p{L}[\p{L}\p{N}_]*$/u, say: 'use letters, digits and underscores, beginning with a letter' },
} as const;

/** A number that JavaScript holds exactly. */
const ID = { pattern: { test: /^[1-9]\d{0,14}$/, say: 'use at most 15 digits' } };

/** Names of people and signatures: nothing that a header or a list would break at. */
const CREDENTIAL = { maxLength: 128, pattern: { test: /^[\w-]+$/, say: 'use letters, digits, _ and -' } };
const SECRET = { minLength: 8, maxLength: 128, pattern: { test: /^[\x21-\x7e]+$/, say: 'use printable ASCII' } };

export const appName = (about: string) => text(about, NAME);
export const appId = required(text('Id of the app.', ID));
export const optionalAppId = (about: string) => text(about, ID);
export const appKey = (about: string) => text(about, CREDENTIAL);
export const appSecret = (about: string) => text(about, SECRET);
export const appCode = (about: string) => text(about, SECRET);

/** @throws Problem invalid_argument: ids are numbers */
export function checkedAppIds(ids: readonly string[]): readonly string[] {
  if (ids.every((id) => ID.pattern.test.test(id))) return ids;
  throw invalid('AppIds', ID.pattern.say);
}

/** Members that say something; an empty text leaves it to the installation. */
export const given = <T extends Readonly<Record<string, string | undefined>>>(values: T): { [K in keyof T]?: string } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: string;
  };

export const coreTags = (tags: readonly Tag[]): KeyAndValue[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }));

export const TAG_INFOS_SHAPE = { item: 'TagInfo', list: { fields: { Key: 'string', Value: 'string' } } } as const;

export const APP_SHAPE = {
  AppId: 'number',
  AppName: 'string',
  Description: 'string',
  Extend: 'string',
  Disabled: 'boolean',
  CreatedTime: 'string',
  ModifiedTime: 'string',
} as const;

export const SECURITY_SHAPE = {
  AppKey: 'string',
  AppSecret: 'string',
  AppCode: 'string',
  CreatedTime: 'string',
  ModifiedTime: 'string',
} as const;
