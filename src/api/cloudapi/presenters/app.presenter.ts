import type { App, TaggedApp } from '../../../apps/app.js';
import type { AuthorityRow } from '../../../apps/app-authorities.repository.js';
import type { AppCredentials } from '../../../apps/apps.service.js';
import type { KeyAndValue } from '../../../model/resource-tag.js';
import { toWirePath } from '../decode/api-path.js';
import { STAGE_ALIASES, wireTime } from './wire-values.js';

export const presentApp = (app: App) => ({
  AppId: Number(app.id),
  AppName: app.name,
  Description: app.description,
  Extend: app.extend,
  Disabled: app.disabled,
  CreatedTime: wireTime(app.createdAt),
  ModifiedTime: wireTime(app.modifiedAt),
});

export const presentAppAttribute = (app: TaggedApp) => ({ ...presentApp(app), Tags: presentTagInfos(app.tags) });

export const presentAppItem = ({ id, name, description }: App) => ({
  AppId: Number(id),
  AppName: name,
  Description: description,
});

export const presentTagInfos = (tags: readonly KeyAndValue[]) => ({
  TagInfo: tags.map(({ key, value }) => ({ Key: key, Value: value })),
});

/** Pairs a key with the code of the same place; where there are more of one kind, the other is empty. */
export function presentSecurities({ keys, codes }: AppCredentials) {
  return Array.from({ length: Math.max(keys.length, codes.length) }, (_, index) => {
    const [key, code] = [keys[index], codes[index]];
    const times = [key, code].flatMap((each) => each ?? []);
    return {
      AppKey: key?.key ?? '',
      AppSecret: key?.secret ?? '',
      AppCode: code?.code ?? '',
      CreatedTime: wireTime(
        extreme(
          times.map(({ createdAt }) => createdAt),
          Math.min,
        ),
      ),
      ModifiedTime: wireTime(
        extreme(
          times.map(({ modifiedAt }) => modifiedAt),
          Math.max,
        ),
      ),
    };
  });
}

const extreme = (times: readonly Date[], choose: (...times: number[]) => number): Date =>
  new Date(choose(...times.map((time) => time.getTime())));

/** Who grants here is always the account that owns the API, and always through this protocol. */
const GRANTED = { Operator: 'PROVIDER', AuthorizationSource: 'API' } as const;

const validTime = ({ expiresAt }: AuthorityRow): string => (expiresAt === null ? '' : wireTime(expiresAt));

export const presentAuthorizedApp = (row: AuthorityRow) => ({
  AppId: Number(row.appId),
  AppName: row.app.name,
  AppDescription: row.app.description,
  StageName: row.stage,
  StageAlias: STAGE_ALIASES[row.stage],
  Description: row.description,
  AuthorizedTime: wireTime(row.createdAt),
  AuthVaildTime: validTime(row),
  ...GRANTED,
  Tag: presentTagInfos(row.app.tags),
});

const presentApiHead = (row: AuthorityRow, region: string) => ({
  ApiId: row.proxyId,
  ApiName: row.api.name,
  GroupId: row.groupId,
  GroupName: row.api.groupName,
  RegionId: region,
  ...GRANTED,
});

export const presentAuthorizedApi = (row: AuthorityRow, region: string) => ({
  ...presentApiHead(row, region),
  StageName: row.stage,
  Description: row.description,
  AuthorizedTime: wireTime(row.createdAt),
  AuthVaildTime: validTime(row),
});

const presentRelationHead = (row: AuthorityRow, region: string) => ({
  ...presentApiHead(row, region),
  Path: toWirePath(row.path ?? ''),
  Method: row.method ?? '',
  Description: row.api.description,
  CreatedTime: wireTime(row.createdAt),
});

export const presentRelation = (row: AuthorityRow, region: string) => ({
  ...presentRelationHead(row, region),
  StageName: row.stage,
  StageAlias: STAGE_ALIASES[row.stage],
  AuthVaildTime: validTime(row),
});

/** One row of an API in a group, with every stage in which the app may call it, until when. */
export const presentFoldedRelation = (rows: readonly [AuthorityRow, ...AuthorityRow[]], region: string) => ({
  ...presentRelationHead(rows[0], region),
  StageNameAndAuth: Object.fromEntries(rows.map((row) => [row.stage, validTime(row)])),
});
