import type { OperationChange, OperationKey } from '../../../api-proxies/operations.js';
import { HTTP_METHODS, type MethodOrAny } from '../../../model/http-method.js';
import { ENDPOINT_TEXTS } from '../http/messages.js';
import { decodeCacheSettings } from './cache-settings.decode.js';
import { decodeTargets } from './deploy-targets.decode.js';
import { empty, Fields, refused } from './fields.js';

/** A new endpoint. */
export interface NewEndpoint extends OperationKey {
  readonly description: string;
  readonly backendPath: string;
  readonly backendMethod: MethodOrAny;
}

/** Which endpoint, what of it changes, and where the proxy is deployed afterwards. */
export interface EndpointEdit {
  readonly key: OperationKey;
  readonly change: OperationChange;
  readonly environmentNames: readonly string[];
}

const METHOD_WORDS = [...HTTP_METHODS, 'ALL'] as const;

/** Requests call the path `name`. */
export const decodeEndpointKey = (body: unknown): OperationKey => keyOf(Fields.ofBody(body), ['name'], ['httpMethod']);

export function decodeNewEndpoint(body: unknown): NewEndpoint {
  const fields = Fields.ofBody(body);
  const key = keyOf(fields, ['name'], ['httpMethod']);
  if (!key.path.startsWith('/')) throw refused(ENDPOINT_TEXTS.badPath('name', key.path));
  const backendPath = backendPathOf(fields);
  if (backendPath === undefined) throw empty('backendResourceUrl');
  const backendMethod = methodOf(fields, 'backendHttpMethod');
  if (backendMethod === undefined) throw empty('backendHttpMethod');
  return { ...key, backendPath, backendMethod, description: fields.text('description') ?? '' };
}

/** `name` and `httpMethod` say which; they cannot be changed. What is left out stays. */
export function decodeEndpointChange(body: unknown): EndpointEdit {
  const fields = Fields.ofBody(body);
  const key = keyOf(fields, ['name'], ['httpMethod']);
  const description = fields.text('description');
  const backendPath = backendPathOf(fields);
  const backendMethod = methodOf(fields, 'backendHttpMethod');
  const change = {
    ...(description === undefined ? {} : { description }),
    ...(backendPath === undefined ? {} : { backendPath }),
    ...(backendMethod === undefined ? {} : { backendMethod }),
  };
  return { key, change, environmentNames: decodeTargets(fields) };
}

/** Status and cache also take `name` and `httpMethod`. Source: apiops.md 10.58. */
const identifierOf = (fields: Fields): OperationKey =>
  keyOf(fields, ['identifierName', 'name'], ['identifierHttpMethod', 'httpMethod']);

export function decodeEndpointStatus(body: unknown): EndpointEdit {
  const fields = Fields.ofBody(body);
  const key = identifierOf(fields);
  const active = fields.flag('active');
  if (active === undefined) throw empty('active');
  return { key, change: { active }, environmentNames: decodeTargets(fields) };
}

export function decodeEndpointCache(body: unknown): EndpointEdit {
  const fields = Fields.ofBody(body);
  const key = identifierOf(fields);
  const settings = fields.object('cacheSettings');
  if (settings === undefined) throw empty('cacheSettings');
  return { key, change: { cache: decodeCacheSettings(settings) }, environmentNames: decodeTargets(fields) };
}

function keyOf(fields: Fields, names: readonly string[], methods: readonly string[]): OperationKey {
  const path = fields.text(...names);
  const method = methodOf(fields, ...methods);
  if (path === undefined || path.trim() === '' || method === undefined) throw refused(ENDPOINT_TEXTS.identifier);
  return { path, method };
}

/** The first of the names that is present; blank counts as absent. */
function methodOf(fields: Fields, ...names: readonly string[]): MethodOrAny | undefined {
  const name = names.find((candidate) => fields.has(candidate)) ?? names[0] ?? '';
  if (fields.text(name)?.trim() === '') return undefined;
  const word = fields.oneOf(name, METHOD_WORDS);
  return word === 'ALL' ? 'ANY' : word;
}

function backendPathOf(fields: Fields): string | undefined {
  const path = fields.text('backendResourceUrl');
  if (path === undefined || path.trim() === '') return undefined;
  if (!path.startsWith('/')) throw refused(ENDPOINT_TEXTS.badPath('backendResourceUrl', path));
  return path;
}
