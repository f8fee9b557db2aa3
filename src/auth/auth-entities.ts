import { AccessKeyEntity } from './access-key.entity.js';
import { AccessTokenEntity } from './access-token.entity.js';
import { AuditEntryEntity } from './audit-entry.entity.js';
import { MembershipEntity } from './membership.entity.js';
import { RamAttachmentEntity } from './ram-attachment.entity.js';
import { RamPolicyEntity } from './ram-policy.entity.js';
import { RamPolicyVersionEntity } from './ram-policy-version.entity.js';
import { RamSystemAttachmentEntity } from './ram-system-attachment.entity.js';
import { UsedNonceEntity } from './used-nonce.entity.js';
import { UserEntity } from './user.entity.js';

/** For the data source. The rate limiter's table has no entity: its library owns the shape. */
export const AUTH_ENTITIES = [
  UserEntity,
  MembershipEntity,
  AccessTokenEntity,
  AccessKeyEntity,
  UsedNonceEntity,
  RamPolicyEntity,
  RamPolicyVersionEntity,
  RamSystemAttachmentEntity,
  RamAttachmentEntity,
  AuditEntryEntity,
];
