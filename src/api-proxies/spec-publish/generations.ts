import { upgradeFromTwoToThree } from '@scalar/openapi-upgrader/2.0-to-3.0';
import { upgradeFromThreeToThreeOne } from '@scalar/openapi-upgrader/3.0-to-3.1';
import type { JsonObject } from '../spec-import/spec-fault.js';
import { textAt } from '../spec-import/spec-fault.js';

/** Generations of descriptions, oldest first. */
export const GENERATIONS = ['2.0', '3.0', '3.1'] as const;
export type Generation = (typeof GENERATIONS)[number];

export const generationOf = (root: JsonObject): Generation => {
  if (textAt(root, 'swagger') !== '') return '2.0';
  return textAt(root, 'openapi').startsWith('3.1') ? '3.1' : '3.0';
};

export const newest = (generations: readonly Generation[]): Generation =>
  GENERATIONS.findLast((generation) => generations.includes(generation)) ?? '3.0';

/** The same in the words of a newer generation. */
export function lifted(root: JsonObject, to: Generation): JsonObject {
  let document = root;
  if (to !== '2.0' && generationOf(document) === '2.0') document = upgradeFromTwoToThree(document);
  if (to === '3.1' && generationOf(document) === '3.0') document = upgradeFromThreeToThreeOne(document);
  return document;
}
