import type { ConformanceCase } from '../conformance-case.js';
import { BODIES } from './bodies.js';
import { CA_ERRORS } from './ca-errors.js';
import { CACHES } from './caches.js';
import { CALL_BODIES } from './call-bodies.js';
import { CALLERS, SIGNATURES } from './callers.js';
import { CHECKS } from './checks.js';
import { CONDITIONS } from './conditions.js';
import { ENDPOINTS } from './endpoints.js';
import { ERRORS } from './errors.js';
import { FAILOVER } from './failover.js';
import { HEADERS } from './headers.js';
import { HEALTH } from './health.js';
import { HOSTS } from './hosts.js';
import { MAPPINGS } from './mappings.js';
import { MIRRORS } from './mirrors.js';
import { NORMALISATION } from './normalisation.js';
import { PATHS } from './paths.js';
import { PROXIES } from './proxies.js';
import { RESPONSES } from './responses.js';
import { REWRITES } from './rewrites.js';
import { SECURE } from './secure.js';
import { STAGES } from './stages.js';
import { TLS } from './tls.js';
import { UPSTREAMS } from './upstreams.js';

export const CASES: readonly ConformanceCase[] = [
  ...HOSTS,
  ...PATHS,
  ...CONDITIONS,
  ...NORMALISATION,
  ...REWRITES,
  ...PROXIES,
  ...HEADERS,
  ...BODIES,
  ...RESPONSES,
  ...CACHES,
  ...UPSTREAMS,
  ...ENDPOINTS,
  ...FAILOVER,
  ...HEALTH,
  ...MIRRORS,
  ...TLS,
  ...SECURE,
  ...ERRORS,
  ...STAGES,
  ...CALLERS,
  ...SIGNATURES,
  ...CHECKS,
  ...MAPPINGS,
  ...CALL_BODIES,
  ...CA_ERRORS,
];
