import type { AccessKey, RamPolicyVersion, StoredRamPolicy } from '../../auth/auth-types.js';
import type { RamUser } from '../../auth/ram-users.service.js';
import type { SystemPolicy } from '../../auth/system-policies.js';
import { wireTime } from '../rpc/wire-time.js';

/** Shapes and spellings of RAM 2015-05-01, as its SDKs read them. */
export const USER_FIELDS = {
  UserId: 'string',
  UserName: 'string',
  DisplayName: 'string',
  MobilePhone: 'string',
  Email: 'string',
  Comments: 'string',
  CreateDate: 'string',
  UpdateDate: 'string',
} as const;

export const presentUser = (user: RamUser) => ({
  UserId: user.id,
  UserName: user.name,
  DisplayName: user.displayName,
  MobilePhone: user.mobilePhone,
  Email: user.email,
  Comments: user.comments,
  CreateDate: wireTime(user.createdAt),
  UpdateDate: wireTime(user.modifiedAt),
});

export const KEY_FIELDS = { AccessKeyId: 'string', Status: 'string', CreateDate: 'string' } as const;

export const presentKey = (key: AccessKey) => ({
  AccessKeyId: key.id,
  Status: key.active ? 'Active' : 'Inactive',
  CreateDate: wireTime(key.createdAt),
});

export const POLICY_FIELDS = {
  PolicyName: 'string',
  PolicyType: 'string',
  Description: 'string',
  DefaultVersion: 'string',
  CreateDate: 'string',
  UpdateDate: 'string',
  AttachmentCount: 'number',
} as const;

/** A policy of either type, as lists show it. */
export interface PolicyFacts {
  readonly PolicyName: string;
  readonly PolicyType: 'Custom' | 'System';
  readonly Description: string;
  readonly DefaultVersion: string;
  readonly CreateDate: string;
  readonly UpdateDate: string;
}

export const presentPolicy = (policy: StoredRamPolicy): PolicyFacts => ({
  PolicyName: policy.name,
  PolicyType: 'Custom',
  Description: policy.description,
  DefaultVersion: versionName(policy.defaultVersion),
  CreateDate: wireTime(policy.createdAt),
  UpdateDate: wireTime(policy.modifiedAt),
});

/** When the policies that come with the product were written. */
const WRITTEN = new Date('2026-11-26T00:00:00Z');

export const presentSystemPolicy = ({ name, description }: SystemPolicy): PolicyFacts => ({
  PolicyName: name,
  PolicyType: 'System',
  Description: description,
  DefaultVersion: 'v1',
  CreateDate: wireTime(WRITTEN),
  UpdateDate: wireTime(WRITTEN),
});

export const systemVersion = ({ document }: SystemPolicy): RamPolicyVersion => ({
  number: 1,
  text: JSON.stringify(document),
  createdAt: WRITTEN,
});

export const VERSION_FIELDS = {
  VersionId: 'string',
  IsDefaultVersion: 'boolean',
  PolicyDocument: 'string',
  CreateDate: 'string',
} as const;

export const presentVersion = ({ number, text, createdAt }: RamPolicyVersion, defaultVersion: number) => ({
  VersionId: versionName(number),
  IsDefaultVersion: number === defaultVersion,
  PolicyDocument: text,
  CreateDate: wireTime(createdAt),
});

const versionName = (number: number): string => `v${number}`;
