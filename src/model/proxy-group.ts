import type { JsonValue } from '../shared/canonical-json.js';
import type { Id } from '../shared/ids.js';
import type { ClientRoute } from './client-route.js';

/** Ordered set of proxies with a shared route. A group's path replaces its members' own. */
export interface ProxyGroup {
  readonly id: Id;
  readonly projectId: Id;
  /** Unique in the project. */
  readonly name: string;
  readonly description: string;
  readonly settings: GroupSettings;
  /** Digest of `settings`; what `outdated` compares. */
  readonly settingsDigest: string;
  /** Proxy ids in member order: "first matching operation wins" follows it. */
  readonly members: readonly Id[];
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface AppCodePlace {
  readonly location: 'header' | 'query';
  readonly name: string;
}

export interface GroupSettings {
  /** `paths` may be `['/']` here: a cloudapi group lives on a host of its own. */
  readonly clientRoute: ClientRoute;
  /** Served only on the group's own subdomain `{id}-{region}.{GATEWRIGHT_GROUP_DOMAIN}` (cloudapi). */
  readonly ownHost: boolean;
  /** Where the group's members look for an AppCode; absent: in `Authorization: APPCODE ...`. */
  readonly appCodes?: AppCodePlace;
  /** Facts a dialect must give back as it got them, keyed by dialect. The core never reads them. */
  readonly extensions: { readonly [dialect: string]: JsonValue };
}
