import type { Stage } from '../model/environment.js';
import type { KeyAndValue } from '../model/resource-tag.js';
import type { Id } from '../shared/ids.js';

/** Who calls deployed APIs: holder of keys and codes. */
export interface App {
  /** 9 to 14 decimal digits. */
  readonly id: string;
  readonly projectId: Id;
  readonly name: string;
  readonly description: string;
  /** The owner's own note. */
  readonly extend: string;
  /** Switched off: whatever it was authorised for, it may not call. */
  readonly disabled: boolean;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface TaggedApp extends App {
  readonly tags: readonly KeyAndValue[];
}

/** With its secret open: for the owner's eyes. */
export interface AppKey {
  readonly key: string;
  readonly secret: string;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface AppCode {
  readonly code: string;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** An app may call a proxy, as a member of a group, in a stage. */
export interface AppAuthority {
  readonly appId: string;
  readonly proxyId: Id;
  readonly groupId: Id;
  readonly stage: Stage;
  /** Null: for ever. */
  readonly expiresAt: Date | null;
  readonly description: string;
  readonly createdAt: Date;
}

/** Filters of a search; absent ones match anything. */
export interface AppFilter {
  readonly id?: string;
  /** Account number of the project that owns it. */
  readonly ownerAccountId?: string;
  /** Substring, without case. */
  readonly nameContains?: string;
  readonly extend?: string;
  readonly key?: string;
  /** SHA-256 of an AppCode. */
  readonly codeDigest?: string;
  readonly tags?: readonly KeyAndValue[];
  readonly order: 'modified-asc' | 'modified-desc';
}
