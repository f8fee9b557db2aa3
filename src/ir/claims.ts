import type { Fragment, Route } from './fragment.js';
import { candidatesOf, shapeOf, textOfHost } from './precedence.js';
import { queryText } from './query.js';

/**
 * What a fragment claims of an environment: `host|path shape|method|headers`, behind that `|query` where there is one, one
 * key per host and method, sorted and without repeats. Names of path parameters are erased, `ANY` stands for no method and
 * an empty last part for no headers. Two owners with an equal key would tie at run time, so an environment holds each key once.
 */
export function claimsOf(fragment: Fragment): readonly string[] {
  return [...new Set(fragment.routes.flatMap(claimsOfRoute))].sort();
}

function claimsOfRoute(route: Route): readonly string[] {
  const path = shapeOf(route.match.path).replaceAll('|', '%7C');
  const headers = headersOf(route);
  const conditions = `${headers}${queryText(route)}`;
  const methods = route.match.methods.length === 0 ? ['ANY'] : route.match.methods;
  return candidatesOf(route).flatMap(({ host }) =>
    methods.map((method) => `${textOfHost(host)}|${path}|${method}|${conditions}`),
  );
}

const headersOf = (route: Route): string =>
  route.match.headers
    .map(
      ({ name, parameter, value }) =>
        `${nameOf(name, parameter)}=${encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'))}`,
    )
    .sort()
    .join('&');

const nameOf = (name: string, parameter: string | undefined): string =>
  [name, ...(parameter === undefined ? [] : [parameter])].join(';').toLowerCase();
