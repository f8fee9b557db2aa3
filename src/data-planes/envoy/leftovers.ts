import type { ResourceType } from './resources.js';

export type NamesByType = Readonly<Record<ResourceType, readonly string[]>>;

/** Stands for all that went out of use at one time. */
export type Wait = symbol;

const TYPES = ['cluster', 'listener', 'route'] as const satisfies readonly ResourceType[];

/**
 * What a node holds and no longer uses, each name with the wait that it takes part in. What comes into use again leaves its
 * wait: when it goes out of use once more, it has to be waited for anew.
 */
export class Leftovers {
  readonly #waits: Readonly<Record<ResourceType, Map<string, Wait>>> = {
    cluster: new Map(),
    listener: new Map(),
    route: new Map(),
  };

  /** A wait for those of the names that take part in none; null when there are none. */
  begin(names: NamesByType): Wait | null {
    const wait: Wait = Symbol('wait');
    let isNeeded = false;
    for (const type of TYPES) {
      for (const name of names[type]) {
        if (this.#waits[type].has(name)) continue;
        this.#waits[type].set(name, wait);
        isNeeded = true;
      }
    }
    return isNeeded ? wait : null;
  }

  used(type: ResourceType, names: { has(name: string): boolean }): void {
    for (const name of this.#waits[type].keys()) if (names.has(name)) this.#waits[type].delete(name);
  }

  /** The names that were out of use all the time. */
  end(wait: Wait): NamesByType {
    return {
      cluster: this.#end('cluster', wait),
      listener: this.#end('listener', wait),
      route: this.#end('route', wait),
    };
  }

  #end(type: ResourceType, wait: Wait): string[] {
    const names = [...this.#waits[type]].filter(([, own]) => own === wait).map(([name]) => name);
    for (const name of names) this.#waits[type].delete(name);
    return names;
  }
}
