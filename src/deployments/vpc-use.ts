import type { Stage } from '../model/environment.js';
import type { Id } from '../shared/ids.js';
import type { LivePlace } from './live-place.js';

/** A live API whose backend a VPC access is. */
export interface VpcUse extends LivePlace {
  readonly stage: Stage | null;
  readonly proxyId: Id;
  readonly apiName: string;
  readonly description: string;
  readonly groupName: string;
  readonly path: string | null;
  readonly method: string | null;
}
