import type { Guests } from './guests.js';
import type { NonceStore } from './nonces.js';
import type { RouteIndex } from './route-index.js';
import type { ServedRoute } from './translate.js';

/** What the requests of one listener are served with. */
export interface ServingContext {
  readonly own: RouteIndex<ServedRoute>;
  readonly guests: Guests;
  readonly nonces: NonceStore;
  /** Groups have their hosts below it; null: nobody said. Lower case. */
  readonly groupDomain: string | null;
  /** Null: nothing here ends TLS. */
  readonly httpsPort: number | null;
}
