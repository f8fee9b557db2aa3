import type { QueryParameter, Route } from './fragment.js';

export const queryOf = ({ match: { query = [] } }: Route): readonly (readonly QueryParameter[])[] => query;

/** `query`: with its `?`, or `''`. */
export function matchesQuery(wanted: readonly (readonly QueryParameter[])[], query: string): boolean {
  const parameters = query === '' ? [] : query.slice(1).split('&').map(parameterOf);
  return wanted.every((anyOf) => anyOf.some((one) => parameters.some((sent) => isSame(one, sent))));
}

function parameterOf(text: string): QueryParameter {
  const at = text.indexOf('=');
  return at < 0 ? { name: text, value: null } : { name: text.slice(0, at), value: text.slice(at + 1) };
}

const isSame = (wanted: QueryParameter, sent: QueryParameter): boolean =>
  wanted.name === sent.name && (wanted.value === null || wanted.value === sent.value);

/** Visible ASCII without what ends a name or a value. */
export const isWritable = ({ name, value }: QueryParameter): boolean =>
  /^[!-"$%'-<>-~]+$/.test(name) && (value === null || /^[!-"$%'-~]*$/.test(value));

/** For a claim: `''` where there is no query to match. The order does not count. */
export function queryText(route: Route): string {
  const query = queryOf(route);
  if (query.length === 0) return '';
  const textOf = ({ name, value }: QueryParameter): string => (value === null ? name : `${name}=${value}`);
  return `|${query
    .map((anyOf) => anyOf.map(textOf).sort().join(','))
    .sort()
    .join('&')}`.replace(/(?!^)\|/g, '%7C');
}
