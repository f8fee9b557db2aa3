import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import type { Grants } from './roles.js';

/** Who holds a token, with everything that decides what they may do, as it is in the database now. */
export interface TokenHolder {
  readonly tokenId: Id;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly userId: Id;
  readonly username: string;
  readonly admin: boolean;
  readonly disabled: boolean;
  readonly memberships: readonly ({ readonly projectId: Id } & Grants)[];
}

export interface KeyHolder {
  readonly accessKeyId: string;
  readonly active: boolean;
  readonly secretSealed: Buffer;
  /** Of a temporary key, like the two below; null for others. */
  readonly expiresAt: Date | null;
  readonly tokenHash: string | null;
  readonly sessionPolicy: object | null;
  readonly projectId: Id;
  readonly accountId: string;
  readonly userId: Id;
  readonly username: string;
  /** Project whose RAM made the user; null for one of the installation. */
  readonly userProjectId: Id | null;
  readonly admin: boolean;
  readonly disabled: boolean;
  /** Null: not a member of the key's project. */
  readonly roles: readonly string[] | null;
  /** Documents attached to the user in the key's project. */
  readonly policies: readonly object[];
  /** Names of those that come with the product. */
  readonly systemPolicies: readonly string[];
}

const TOKEN_HOLDER = `
  SELECT t.id AS "tokenId", t.expires_at AS "expiresAt", t.revoked_at AS "revokedAt", t.last_used_at AS "lastUsedAt",
    u.id AS "userId", u.username, u.admin, u.disabled,
    (SELECT coalesce(json_agg(json_build_object(
       'projectId', m.project_id, 'roles', m.roles, 'permissions', m.permissions)), '[]')
     FROM memberships m WHERE m.user_id = u.id) AS memberships
  FROM tokens t JOIN users u ON u.id = t.user_id
  WHERE t.hash = $1`;

const KEY_HOLDER = `
  SELECT k.id AS "accessKeyId", k.active, k.secret_sealed AS "secretSealed", k.expires_at AS "expiresAt",
    k.token_hash AS "tokenHash", k.session_policy AS "sessionPolicy", k.project_id AS "projectId",
    p.account_id AS "accountId", u.id AS "userId", u.username, u.project_id AS "userProjectId", u.admin, u.disabled, m.roles,
    (SELECT coalesce(json_agg(r.document), '[]')
     FROM ram_attachments a JOIN ram_policies r ON r.id = a.policy_id
     WHERE a.user_id = k.user_id AND r.project_id = k.project_id) AS policies,
    ARRAY(SELECT s.policy_name FROM ram_system_attachments s
          WHERE s.user_id = k.user_id AND s.project_id = k.project_id) AS "systemPolicies"
  FROM access_keys k
  JOIN users u ON u.id = k.user_id
  JOIN projects p ON p.id = k.project_id
  LEFT JOIN memberships m ON m.project_id = k.project_id AND m.user_id = k.user_id
  WHERE k.id = $1`;

/** One statement per call and no cache: what is revoked is refused from the next call on, by every replica. */
@Injectable()
export class CallersRepository {
  async byTokenHash(tx: Tx, hash: string): Promise<TokenHolder | undefined> {
    const rows = await tx.manager.query<TokenHolder[]>(TOKEN_HOLDER, [hash]);
    return rows[0];
  }

  async byAccessKey(tx: Tx, accessKeyId: string): Promise<KeyHolder | undefined> {
    const rows = await tx.manager.query<KeyHolder[]>(KEY_HOLDER, [accessKeyId]);
    return rows[0];
  }
}
