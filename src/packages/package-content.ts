import type { Operation, ProxyDefinition } from '../model/api-proxy.js';
import type { GroupSettings } from '../model/proxy-group.js';

export const PACKAGE_TYPES = ['API_PROXY', 'PROXY_GROUP'] as const;
/** Kinds of objects that a package can hold. Source: apiops.md 4.11. */
export type PackageType = (typeof PACKAGE_TYPES)[number];

/** An operation as it travels: what names it is its method and path, ids stay at home. */
export type PortableOperation = Omit<Operation, 'id'>;

/** A definition without ids; `specDigest` names a description of the same package. */
export type PortableDefinition = Omit<ProxyDefinition, 'operations'> & {
  readonly operations: readonly PortableOperation[];
};

export interface PortableProxy {
  readonly kind: 'API_PROXY';
  readonly name: string;
  readonly description: string;
  readonly definition: PortableDefinition;
}

export interface PortableGroup {
  readonly kind: 'PROXY_GROUP';
  readonly name: string;
  readonly description: string;
  readonly settings: GroupSettings;
  /** Names of its members, in member order. */
  readonly members: readonly string[];
}

export type PortableObject = PortableProxy | PortableGroup;

/** A description document as it was once imported. */
export interface PortableDescription {
  readonly content: Buffer;
  readonly mediaType: string;
}

export interface PackageContent {
  /** What was asked for: all of one type, never empty. */
  readonly objects: readonly PortableObject[];
  /** What those refer to. */
  readonly dependencies: readonly PortableProxy[];
  /** By SHA-256, lower-case hex. */
  readonly descriptions: ReadonlyMap<string, PortableDescription>;
}

/** Dialects whose facts a package carries. cloudapi's are bound to ids, and synthesised where they are absent. */
export const CARRIED_DIALECTS: readonly string[] = ['apiops'];
