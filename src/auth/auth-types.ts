import type { Id } from '../shared/ids.js';

/** An account as the administrator sees it; its password hash never leaves the repository but for verification. */
export interface User {
  readonly id: Id;
  readonly username: string;
  readonly displayName: string;
  readonly admin: boolean;
  readonly disabled: boolean;
  /** Project that made this user through RAM and may delete it; null: one of the installation. */
  readonly projectId: Id | null;
  readonly email: string;
  readonly mobilePhone: string;
  readonly comments: string;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface UserWithHash extends User {
  readonly passwordHash: string;
}

/** A personal access token; only its SHA-256 is stored. */
export interface AccessToken {
  readonly id: Id;
  readonly userId: Id;
  readonly name: string;
  readonly createdAt: Date;
  /** Null: never. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
}

/** Belongs to one user in one project, which is its cloudapi account. */
export interface AccessKey {
  /** `LTAI` and 20 letters or digits; `STS.` for a temporary one. */
  readonly id: string;
  readonly userId: Id;
  readonly projectId: Id;
  readonly active: boolean;
  readonly createdAt: Date;
  /** Null: never. */
  readonly expiresAt: Date | null;
}

export interface SealedAccessKey extends AccessKey {
  readonly secretSealed: Buffer;
  /** SHA-256 of a temporary key's session token. */
  readonly tokenHash: string | null;
  readonly sessionPolicy: object | null;
}

/** An identity policy as it was written. `parseRamPolicy` reads the document. */
export interface StoredRamPolicy {
  readonly id: Id;
  readonly projectId: Id;
  /** Unique in the project. */
  readonly name: string;
  readonly description: string;
  readonly document: object;
  /** Number of the version that `document` is. */
  readonly defaultVersion: number;
  /** The highest number ever given, also when that version is gone. */
  readonly lastVersion: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** One text that a policy has had. */
export interface RamPolicyVersion {
  /** From 1; never given twice. */
  readonly number: number;
  /** JSON, as it was written. */
  readonly text: string;
  readonly createdAt: Date;
}

export interface RamAttachment {
  readonly policyId: Id;
  readonly policyName: string;
  readonly userId: Id;
  readonly username: string;
  readonly attachedAt: Date;
}

/** Of a policy that comes with the product. */
export type RamSystemAttachment = Omit<RamAttachment, 'policyId'>;

/** One change or refusal. Append-only. */
export interface AuditEntry {
  readonly username: string;
  /** Credential or dialect, e.g. `token`, `access-key`, `none`. */
  readonly via: string;
  /** What was asked for, e.g. `POST /apiops/projects/p/apiProxies/url` or `apigateway:DeployApi`. */
  readonly action: string;
  readonly resource: string;
  readonly projectId: Id | null;
  /** `ok`, or the code of the refusal. */
  readonly outcome: string;
  readonly detail: string;
  readonly requestId: string;
}

/** An entry of a caller that names the project in its path. */
export type AuditedCall = Omit<AuditEntry, 'projectId'> & { readonly projectName: string | null };

/** `number` grows with each entry. */
export interface RecordedAuditEntry extends AuditEntry {
  readonly number: number;
  readonly at: Date;
}
