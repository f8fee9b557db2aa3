import { canonicalJson } from '../../../shared/canonical-json.js';
import { API_DEFAULTS } from '../decode/api-defaults.js';
import { API_FACTS, type ApiFacts } from '../decode/api-shapes.js';
import { presentRequestConfig, presentServiceConfig } from '../presenters/definition-parts.js';
import type { JsonMap } from './encode-parameters.js';

/**
 * What of `facts` is lost when `decoded` is all that is kept: whole members, of the two configurations their fields; null
 * for one that has to go. An absent value, an empty one and a default are the same.
 */
export function furtherOf(facts: ApiFacts, decoded: ApiFacts): JsonMap {
  const { RequestConfig, ServiceConfig, ...members } = API_FACTS.fields;
  const others = lost(Object.keys(members), { facts, decoded, defaults: API_DEFAULTS });
  const request = lost(Object.keys(RequestConfig.fields), {
    facts: facts.RequestConfig ?? {},
    decoded: decoded.RequestConfig ?? {},
    defaults: presentRequestConfig({}),
  });
  const service = lost(Object.keys(ServiceConfig.fields), {
    facts: facts.ServiceConfig ?? {},
    decoded: decoded.ServiceConfig ?? {},
    defaults: presentServiceConfig({}),
  });
  return {
    ...others,
    ...(Object.keys(request).length === 0 ? {} : { RequestConfig: request }),
    ...(Object.keys(service).length === 0 ? {} : { ServiceConfig: service }),
  };
}

interface Compared {
  readonly facts: object;
  readonly decoded: object;
  readonly defaults: object;
}

function lost(keys: readonly string[], { facts, decoded, defaults }: Compared): JsonMap {
  const value = (object: object, key: string): unknown => (object as JsonMap)[key] ?? (defaults as JsonMap)[key];
  const differing = keys.filter((key) => textOf(value(facts, key)) !== textOf(value(decoded, key)));
  return Object.fromEntries(differing.map((key) => [key, (facts as JsonMap)[key] ?? null]));
}

const textOf = (value: unknown): string => canonicalJson(withoutEmpty(value));

function withoutEmpty(value: unknown): unknown {
  if (value === '' || value === false || value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  const kept = Array.isArray(value)
    ? value.map(withoutEmpty)
    : Object.fromEntries(Object.entries(value).flatMap(([key, each]) => members(key, withoutEmpty(each))));
  return Object.keys(kept as object).length === 0 ? null : kept;
}

const members = (key: string, value: unknown): [string, unknown][] => (value === null ? [] : [[key, value]]);
