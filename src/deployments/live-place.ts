import type { Id } from '../shared/ids.js';

/** A group as it is live in an environment. */
export interface LivePlace {
  readonly environmentId: Id;
  readonly groupId: Id;
}
