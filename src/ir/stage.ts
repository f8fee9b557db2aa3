import type { Fragment, Route } from './fragment.js';

/** By which callers choose a stage (cloudapi-2016-07-14.md 5.1). */
export const STAGE_HEADER = 'x-ca-stage';

export const isStaged = (route: Route): boolean => route.match.stage !== undefined;

/** Whether listeners of other environments serve something of it. */
export const hasStagedRoutes = (fragment: Fragment): boolean => fragment.routes.some(isStaged);
