import { PersistentMap } from '../persistent-map.js';
import type { ResourceSet, XdsResource } from '../resources.js';

export const setOf = (...resources: readonly XdsResource[]): ResourceSet =>
  PersistentMap.empty<XdsResource>().after(resources.map((each) => [each.name, each] as const));
