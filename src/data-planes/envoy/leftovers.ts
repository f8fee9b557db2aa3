import type { ResourceType } from './resources.js';
import type { NamesByType } from './xds/ads-stream.js';

/** Stands for all that went out of use at one time. */
export type Wait = symbol;

/**
 * What a node holds and no longer uses, each name with the wait that it takes part in. What comes into use again leaves its
 * wait: when it goes out of use once more, it has to be waited for anew.
 */
export class Leftovers {
  readonly #waits = new Map<ResourceType, Map<string, Wait>>();

  /** A wait for those of the names that take part in none; null when there are none. */
  begin(names: NamesByType): Wait | null {
    const wait: Wait = Symbol('wait');
    let isNeeded = false;
    for (const [type, list] of names) {
      const waits = this.#of(type);
      for (const name of list) {
        if (waits.has(name)) continue;
        waits.set(name, wait);
        isNeeded = true;
      }
    }
    return isNeeded ? wait : null;
  }

  used(type: ResourceType, names: { has(name: string): boolean }): void {
    const waits = this.#of(type);
    for (const name of waits.keys()) if (names.has(name)) waits.delete(name);
  }

  /** The names that were out of use all the time. */
  end(wait: Wait): NamesByType {
    return new Map([...this.#waits.keys()].map((type) => [type, this.#end(type, wait)]));
  }

  #end(type: ResourceType, wait: Wait): string[] {
    const waits = this.#of(type);
    const names = [...waits].filter(([, own]) => own === wait).map(([name]) => name);
    for (const name of names) waits.delete(name);
    return names;
  }

  #of(type: ResourceType): Map<string, Wait> {
    const waits = this.#waits.get(type) ?? new Map<string, Wait>();
    this.#waits.set(type, waits);
    return waits;
  }
}
