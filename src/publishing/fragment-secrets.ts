import { Injectable } from '@nestjs/common';
import type { SnapshotEntry } from '../data-planes/data-plane.js';
import type { CallerPolicy, HostCertificate, Route } from '../ir/fragment.js';
import { SecretBox } from '../secrets/secret-box.js';

/**
 * Fragments at rest hold the secrets of apps and the keys of certificates sealed; gateways need both. Everything that goes to a
 * driver goes through here (docs/adr/0017). What comes out is for the drivers alone: not to be stored here, nor logged.
 */
@Injectable()
export class FragmentSecrets {
  constructor(private readonly box: SecretBox) {}

  /** The digest stays that of the sealed fragment: equal fragments open equal. @throws ConfigError for a wrong key */
  open(entry: SnapshotEntry): SnapshotEntry {
    const { fragment } = entry;
    const { routes, certificates } = fragment;
    if (certificates === undefined && routes.every(({ callers }) => callers === undefined)) return entry;
    const opened = { ...fragment, routes: routes.map((route) => this.#openRoute(route)) };
    return {
      ...entry,
      fragment:
        certificates === undefined
          ? opened
          : { ...opened, certificates: certificates.map((certificate) => this.#openCertificate(certificate)) },
    };
  }

  #openCertificate(certificate: HostCertificate): HostCertificate {
    return { ...certificate, key: this.box.open(Buffer.from(certificate.key, 'base64'), certificate.id) };
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
