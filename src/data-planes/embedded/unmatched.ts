import { STAGE_HEADER } from '../../ir/stage.js';
import { STAGES } from '../../model/environment.js';
import type { Exchange } from './exchange.js';
import type { ServingContext } from './serving-context.js';

/**
 * No route takes the request. On hosts of `ca-headers` routes, and below the domain of the groups, it is told so as the
 * vendor's gateway does (cloudapi-2016-07-14.md 5.1); everywhere else as apiops does.
 */
export function refuseUnmatched(exchange: Exchange, { own, guests, groupDomain }: ServingContext): void {
  const { host, req } = exchange;
  const isCaHost = own.caHosts.has(host) || guests.isCaHost(host);
  const isInDomain = groupDomain !== null && host.endsWith(`.${groupDomain}`);
  if (isCaHost || isInDomain) exchange.style = 'ca-headers';
  const stage = req.headers[STAGE_HEADER];
  const isStage = stage === undefined || STAGES.some((name) => name === stage);
  if (!isCaHost && isInDomain) exchange.refuse('unknown-domain', host);
  else if (isCaHost && !isStage) exchange.refuse('unknown-stage');
  else exchange.refuse('ERR-002');
}
