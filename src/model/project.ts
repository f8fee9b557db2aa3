import type { Id } from '../shared/ids.js';

/** Owner of proxies and groups; boundary of names and permissions. */
export interface Project {
  readonly id: Id;
  readonly name: string;
  readonly description: string;
  /** 16 digits; cloudapi's account of an access key, used in ARNs. */
  readonly accountId: string;
  /** Put once before proxy and group paths when `enableRelativePath`. */
  readonly relativePath: string;
  readonly enableRelativePath: boolean;
  readonly tags: readonly string[];
}

export interface Member {
  readonly userId: Id;
  readonly username: string;
  /** `ROLE_*` or a predefined project role. */
  readonly roles: readonly string[];
  /** `CATEGORY:ACTION`, e.g. `API_MANAGEMENT:MANAGE`. */
  readonly permissions: readonly string[];
}
