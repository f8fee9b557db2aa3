import type { ConformanceCase } from '../conformance-case.js';
import { BODIES } from './bodies.js';
import { CONDITIONS } from './conditions.js';
import { ERRORS } from './errors.js';
import { HEADERS } from './headers.js';
import { HOSTS } from './hosts.js';
import { LACKING } from './lacking.js';
import { NORMALISATION } from './normalisation.js';
import { PATHS } from './paths.js';
import { PROXIES } from './proxies.js';
import { RESPONSES } from './responses.js';
import { REWRITES } from './rewrites.js';
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
  ...UPSTREAMS,
  ...ERRORS,
  ...LACKING,
];
