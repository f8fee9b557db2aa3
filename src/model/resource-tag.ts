import type { Id } from '../shared/ids.js';

/** `api`: an API carries the tags of its groups beside those it was made with. */
export const TAGGED_TYPES = ['apiGroup', 'plugin', 'app', 'api'] as const;
export type TaggedType = (typeof TAGGED_TYPES)[number];

export interface KeyAndValue {
  readonly key: string;
  readonly value: string;
}

export interface ResourceTag extends KeyAndValue {
  readonly resourceId: Id;
}
