import type { Stage } from './environment.js';

/**
 * What a live API takes from its stage and its account, beside its definition and its group. Not frozen with a revision: a
 * change goes live at once, for everything that is live there.
 */
export interface Surroundings {
  readonly stage: Stage;
  /** Values of the stage's variables, by name: what `#name#` in a definition stands for. */
  readonly variables: { readonly [name: string]: string };
  /** Hosts of the group beside its own subdomain, by name. */
  readonly domains: readonly BoundDomain[];
}

export interface BoundDomain {
  /** Lower case, without port; may begin with `*.`. */
  readonly name: string;
  /** Bound to this stage alone: its calls are of this stage whatever they ask for. */
  readonly forced: boolean;
}
