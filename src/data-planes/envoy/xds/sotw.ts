import type { ResourceType } from '../resources.js';
import type { SotwRequest } from './sotw-decide.js';
import { SotwWatch } from './sotw-watch.js';
import { decodeSotwRequest, encodeSotwResponse } from './sotw-wire.js';
import type { Variant } from './variant.js';

/** Absence from a response removes these, and clients that name nothing get all of them. */
const WHOLE_TYPES: ReadonlySet<ResourceType> = new Set<ResourceType>(['cluster', 'listener', 'scope']);

export const SOTW: Variant<SotwRequest> = {
  decode: decodeSotwRequest,
  newWatch: (type) => new SotwWatch(WHOLE_TYPES.has(type)),
  encode: encodeSotwResponse,
};
