import { PersistentMap } from '../persistent-map.js';
import type { ResourceSet, XdsResource } from '../resources.js';
import { digestOfBytes } from './messages.js';
import { keepingScope, segmentScope } from './scope.js';

/** A route table with what leads to it. */
export interface Part {
  readonly table: XdsResource;
  readonly scopes: readonly XdsResource[];
  /** 64 bits that stand for all of it. */
  readonly digest: bigint;
}

export type Parts = PersistentMap<Part>;

export const NO_PARTS: Parts = PersistentMap.empty();

export function partOf(table: XdsResource, segments: Iterable<string>): Part {
  const scopes = [...segments].sort().map((segment) => segmentScope(segment, table.name));
  const names = [table, ...scopes].map(({ name }) => name);
  const digest = BigInt(`0x${digestOfBytes(Buffer.from(names.join('\n')))}`);
  return { table, scopes: [...scopes, keepingScope(table.name)], digest };
}

export interface PartsChange {
  readonly gone: readonly Part[];
  readonly come: readonly Part[];
}

export function partsChange(before: Parts, parts: Parts): PartsChange {
  const names = [...parts.differences(before)];
  return {
    gone: names.flatMap((name) => before.get(name) ?? []),
    come: names.flatMap((name) => parts.get(name) ?? []),
  };
}

/** The sum of all parts' digests; their order does not matter. */
export const digestAfter = (before: bigint, { gone, come }: PartsChange): bigint =>
  [...gone, ...come].reduce((sum, { digest }) => sum ^ digest, before);

interface Tables {
  readonly routes: ResourceSet;
  readonly scopes: ResourceSet;
}

export const tablesAfter = (before: Tables, { gone, come }: PartsChange): Tables => ({
  routes: before.routes.after(
    come.map(({ table }) => [table.name, table] as const),
    gone.map(({ table }) => table.name),
  ),
  scopes: before.scopes.after(
    come.flatMap(({ scopes }) => scopes.map((scope) => [scope.name, scope] as const)),
    gone.flatMap(({ scopes }) => scopes.map(({ name }) => name)),
  ),
});
