import type { SpecOperation } from '../api-proxies/spec-publish/published-spec.js';
import type { ApiProxy } from '../model/api-proxy.js';
import type { ProxyGroup } from '../model/proxy-group.js';

/** What the description at an address is written from. The text follows from it alone, so its digest stands for the text. */
export interface SpecSource {
  readonly title: string;
  readonly description: string;
  readonly path: string;
  readonly members: readonly {
    readonly name: string;
    readonly specDigest: string | null;
    readonly operations: readonly SpecOperation[];
  }[];
}

/** Of a proxy at its own address; null when it was made without a description, or from a WSDL. */
export function specOfProxy(proxy: ApiProxy, pathPrefix: string): SpecSource | 'hidden' | null {
  const { type, specDigest, specHidden, clientRoute } = proxy.definition;
  if (type !== 'REST' || specDigest === null || clientRoute === null) return null;
  if (specHidden === true) return 'hidden';
  return sourceOf(proxy, `${pathPrefix}${clientRoute.paths[0] ?? ''}`, [proxy]);
}

/**
 * Of a group that is deployed as a whole: of those members that may be told of, when one of them was made from a
 * description. A group on a host of its own is the other dialect's, which has no such address.
 */
export function specOfGroup(group: ProxyGroup, members: readonly ApiProxy[], pathPrefix: string): SpecSource | null {
  const told = members.filter(({ definition }) => definition.type === 'REST' && definition.specHidden !== true);
  if (group.settings.ownHost || told.every(({ definition }) => definition.specDigest === null)) return null;
  return sourceOf(group, `${pathPrefix}${group.settings.clientRoute.paths[0] ?? ''}`, told);
}

const sourceOf = (
  { name, description }: Pick<ApiProxy, 'name' | 'description'>,
  path: string,
  members: readonly ApiProxy[],
): SpecSource => ({
  title: name,
  description,
  path,
  members: members.map((proxy) => ({
    name: proxy.name,
    specDigest: proxy.definition.specDigest,
    operations: proxy.definition.operations
      .filter(({ active }) => active)
      .map(({ path, method, description }) => ({ path, method, description })),
  })),
});
