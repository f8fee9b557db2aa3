import type { Stage } from './environment.js';

/**
 * What a live API takes from its stage and its account, beside its definition and its group. Not frozen with a revision: a
 * change goes live at once, for everything that is live there.
 */
export interface Surroundings {
  readonly stage: Stage;
}
