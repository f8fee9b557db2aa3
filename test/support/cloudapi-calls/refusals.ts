import type { ActionName } from '../../../src/api/cloudapi/action-registry.js';
import type { Provocation } from './provocation.js';
import { AROUND_APIS } from './refusals-around-apis.js';
import { OF_GROUPS_AND_APIS } from './refusals-of-apis.js';

/** How operations are refused for more than one parameter's text. Of each operation, in this order. */
export const REFUSALS: Readonly<Record<ActionName, Readonly<Record<string, Provocation>>>> = {
  ...OF_GROUPS_AND_APIS,
  ...AROUND_APIS,
};
