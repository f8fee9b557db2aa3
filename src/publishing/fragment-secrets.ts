import { Injectable } from '@nestjs/common';
import type { SnapshotEntry } from '../data-planes/data-plane.js';
import type { CallerPolicy, Route } from '../ir/fragment.js';
import { SecretBox } from '../secrets/secret-box.js';

/**
 * Fragments at rest hold the secrets of apps sealed; gateways verify signatures and need them. Everything that goes to a
 * driver goes through here (docs/adr/0017). What comes out is for the drivers alone: not to be stored here, nor logged.
 */
@Injectable()
export class FragmentSecrets {
  constructor(private readonly box: SecretBox) {}

  /** The digest stays that of the sealed fragment: equal fragments open equal. @throws ConfigError for a wrong key */
  open(entry: SnapshotEntry): SnapshotEntry {
    const { fragment } = entry;
    if (fragment.routes.every(({ callers }) => callers === undefined)) return entry;
    return { ...entry, fragment: { ...fragment, routes: fragment.routes.map((route) => this.#openRoute(route)) } };
  }

  #openRoute(route: Route): Route {
    return route.callers === undefined ? route : { ...route, callers: this.#openPolicy(route.callers) };
  }

  #openPolicy(policy: CallerPolicy): CallerPolicy {
    const apps = policy.apps.map((app) => ({
      ...app,
      keys: app.keys.map(({ key, secret }) => ({
        key,
        secret: this.box.open(Buffer.from(secret, 'base64'), key),
      })),
    }));
    return { ...policy, apps };
  }
}
