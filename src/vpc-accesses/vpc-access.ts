import type { VpcAccessTarget } from '../model/surroundings.js';
import type { Id } from '../shared/ids.js';

/** What HTTP-VPC backends of an account name: a host and port, under the words of a network. */
export interface VpcAccess extends VpcAccessTarget {
  readonly id: Id;
  readonly projectId: Id;
  readonly description: string;
  /** Kept and returned. */
  readonly targetHostName: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly createdAt: Date;
}

/** By what an access leads to. */
export type VpcAccessPlace = Pick<VpcAccessTarget, 'vpcId' | 'instanceId' | 'port'>;

/** Absent members match anything. */
export interface VpcAccessFilter {
  readonly id?: string;
  readonly name?: string;
  readonly vpcId?: string;
  readonly instanceId?: string;
  readonly port?: number;
  /** Names are compared whole; else as substrings, without case. */
  readonly exact: boolean;
  readonly tags: VpcAccess['tags'];
}
