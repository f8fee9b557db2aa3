import type { DeltaRequest } from './delta-decide.js';
import { DeltaWatch } from './delta-watch.js';
import { decodeDeltaRequest, encodeDeltaResponse } from './delta-wire.js';
import type { Variant } from './variant.js';

export const DELTA: Variant<DeltaRequest> = {
  decode: decodeDeltaRequest,
  newWatch: () => new DeltaWatch(),
  encode: encodeDeltaResponse,
};
