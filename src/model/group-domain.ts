import type { Id } from '../shared/ids.js';
import type { Stage } from './environment.js';

/** INTERNET and INTRANET are what callers bind; VPC is the second subdomain of the group's own. */
export const DOMAIN_TYPES = ['INTERNET', 'INTRANET'] as const;
export type DomainType = (typeof DOMAIN_TYPES)[number];

/** A host under which a group is called. */
export interface GroupDomain {
  /** Lower case, in its ASCII form; may begin with `*.`. Unique in the installation. */
  readonly name: string;
  readonly groupId: Id;
  /** Null: all stages. */
  readonly stage: Stage | null;
  readonly type: DomainType | 'VPC';
  /** Callers without TLS are sent to it, while there is a certificate. */
  readonly redirectsToHttps: boolean;
  readonly certificate: DomainCertificate | null;
}

/** Without its key, which is sealed at rest and goes to gateways alone. */
export interface DomainCertificate {
  readonly id: Id;
  readonly name: string;
  /** PEM, the whole chain. */
  readonly body: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}
