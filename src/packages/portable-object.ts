import type { ApiProxy, ProxyDefinition } from '../model/api-proxy.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import { CARRIED_DIALECTS, type PortableGroup, type PortableProxy } from './package-content.js';

/** A draft as it travels: without ids, owner, dates and what only this installation knows. */
export const portableProxy = (proxy: ApiProxy): PortableProxy => ({
  kind: 'API_PROXY',
  name: proxy.name,
  description: proxy.description,
  definition: {
    ...proxy.definition,
    operations: proxy.definition.operations.map(({ id: _id, ...operation }) => operation),
    extensions: carried(proxy.definition.extensions),
  },
});

/** `members`: those of the group, in its order. */
export const portableGroup = (group: ProxyGroup, members: readonly ApiProxy[]): PortableGroup => ({
  kind: 'PROXY_GROUP',
  name: group.name,
  description: group.description,
  settings: { ...group.settings, extensions: carried(group.settings.extensions) },
  members: members.map(({ name }) => name),
});

const carried = (extensions: ProxyDefinition['extensions']): ProxyDefinition['extensions'] =>
  Object.fromEntries(Object.entries(extensions).filter(([dialect]) => CARRIED_DIALECTS.includes(dialect)));
