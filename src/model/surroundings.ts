import type { ProxyDefinition, VpcAccessReference } from './api-proxy.js';
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
  /** Those that may call the API in the stage, in order of their ids. */
  readonly callers: readonly AuthorisedApp[];
  /** Those of the account. */
  readonly vpcAccesses: readonly VpcAccessTarget[];
}

export interface BoundDomain {
  /** Lower case, without port; may begin with `*.`. */
  readonly name: string;
  /** Bound to this stage alone: its calls are of this stage whatever they ask for. */
  readonly forced: boolean;
  /** Absent: it is not reached over TLS. */
  readonly certificate?: BoundCertificate;
  /** Callers without TLS are sent to it. */
  readonly redirects?: true;
}

export interface BoundCertificate {
  readonly id: string;
  /** PEM, the whole chain. */
  readonly chain: string;
  /** Base64 of what the installation's key has sealed, once for each certificate. */
  readonly sealedKey: string;
}

/** An app that is switched off is none. */
export interface AuthorisedApp {
  /** Decimal digits. */
  readonly id: string;
  /** ISO 8601, UTC; null: for ever. */
  readonly expiresAt: string | null;
  /** `sealedSecret`: Base64 of what the installation's key has sealed, once for each key. */
  readonly keys: readonly { readonly key: string; readonly sealedSecret: string }[];
  /** SHA-256 of each AppCode, lower-case hex. */
  readonly codeDigests: readonly string[];
}

export interface VpcAccessTarget {
  readonly name: string;
  readonly vpcId: string;
  /** Host or service name. */
  readonly instanceId: string;
  readonly port: number;
}

/** What of its surroundings a definition depends on: a change of anything else is none for it. */
export function surroundingsOf(definition: ProxyDefinition, whole: Surroundings): Surroundings {
  const reference = definition.routing.vpcAccess;
  return {
    ...whole,
    callers: definition.callers === undefined ? [] : whole.callers,
    vpcAccesses: reference === undefined ? [] : whole.vpcAccesses.filter((access) => leadsTo(reference, access)),
  };
}

const leadsTo = (reference: VpcAccessReference, access: VpcAccessTarget): boolean =>
  'name' in reference
    ? access.name === reference.name
    : access.vpcId === reference.vpcId && access.instanceId === reference.instanceId && access.port === reference.port;
