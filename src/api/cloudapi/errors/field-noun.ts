/** Fields of the core -> the parameter that carries them. The first pattern that matches counts. */
const NOUNS: readonly (readonly [RegExp, string])[] = [
  [/^[A-Z]/, ''],
  [/^spec(Url)?$/, 'Data'],
  [/clientRoute/, 'BasePath'],
  [/^callers/, 'AuthType'],
  [/^operations\[\d+\]\.mapping/, 'ParamMapping'],
  [/^operations\[\d+\]\.(backend|mock)/, 'ServiceConfig'],
  [/^operations/, 'RequestConfig'],
  [/^routing/, 'ServiceConfig'],
];

/** The noun of an error code. Wire names stay as they are. */
export function fieldNoun(field: string | undefined, action: string): string {
  if (field === undefined) return 'Parameter';
  if (field === 'name') return action.endsWith('Group') ? 'GroupName' : 'ApiName';
  const [, noun] = NOUNS.find(([pattern]) => pattern.test(field)) ?? [];
  if (noun === undefined) return 'Parameter';
  return noun === '' ? field : noun;
}
