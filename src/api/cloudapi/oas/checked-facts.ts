import type { Limits } from '../../../config/limits.js';
import { readParameters } from '../../rpc/decode/parameters.js';
import { DEFINITION_PARAMETERS, readFacts } from '../actions/definition-parameters.js';
import type { ApiFacts } from '../decode/api-shapes.js';
import type { DescribedApi } from './decode-operation.js';

/**
 * The facts of an imported API, checked by the very rules of CreateApi and ModifyApi.
 * @throws Problem as those do
 */
export function checkedFacts(api: DescribedApi, name: string, before: ApiFacts, limits: Limits): ApiFacts {
  const parameters = Object.entries({ ...api.facts, ApiName: name, Description: api.description });
  const source = new Map(
    parameters.map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
  return readFacts(readParameters(DEFINITION_PARAMETERS, source, limits), before);
}
