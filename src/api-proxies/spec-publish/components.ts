import { canonicalJson } from '../../shared/canonical-json.js';
import { isObject, type JsonObject, member } from '../spec-import/spec-fault.js';

/** Where a generation of descriptions keeps what its operations refer to: path to each kind of component. */
export const SWAGGER_PLACES = [['definitions'], ['parameters'], ['responses'], ['securityDefinitions']] as const;
export const OPENAPI_PLACES = [
  'schemas',
  'responses',
  'parameters',
  'examples',
  'requestBodies',
  'headers',
  'securitySchemes',
  'links',
  'callbacks',
  'pathItems',
].map((kind) => ['components', kind] as const);

type Place = readonly string[];

/** Components of all members by `#/...` reference. */
export type Components = Map<string, unknown>;

/** The components of one document, by the reference that leads to them. */
export function componentsOf(root: JsonObject, places: readonly Place[]): Components {
  return new Map(
    places.flatMap((place) => {
      const container = place.reduce<unknown>((value, key) => (isObject(value) ? member(value, key) : undefined), root);
      if (!isObject(container)) return [];
      return Object.entries(container).map(([name, value]) => [refTo(place, name), value] as const);
    }),
  );
}

const refTo = (place: Place, name: string): string =>
  `#/${[...place, name].map((token) => token.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;

/**
 * New references for components whose names others took for something else; what refers to one of those means something
 * else, too.
 */
export function renamesFor(own: Components, taken: Components, prefix: string): ReadonlyMap<string, string> {
  const clashing = new Set([...own].filter(([ref, value]) => differs(taken, ref, value)).map(([ref]) => ref));
  for (let before = -1; before !== clashing.size; ) {
    before = clashing.size;
    for (const [ref, value] of own) {
      if (taken.has(ref) && refsIn(value).some((other) => clashing.has(other))) clashing.add(ref);
    }
  }
  const renames = new Map<string, string>();
  for (const ref of clashing) renames.set(ref, freeName(ref, prefix, own, taken));
  return renames;
}

const differs = (taken: Components, ref: string, value: unknown): boolean =>
  taken.has(ref) && canonicalJson(taken.get(ref)) !== canonicalJson(value);

function freeName(ref: string, prefix: string, own: Components, taken: Components): string {
  const slash = ref.lastIndexOf('/') + 1;
  const named = (suffix: string) => `${ref.slice(0, slash)}${prefix}${suffix}_${ref.slice(slash)}`;
  let name = named('');
  for (let count = 2; own.has(name) || taken.has(name); count += 1) name = named(String(count));
  return name;
}

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string' ? [item] : refsIn(item),
  );
}

/** The same with every reference renamed, in discriminators and security requirements too. */
export function renamed(value: unknown, renames: ReadonlyMap<string, string>): unknown {
  if (renames.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, renames));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key === '$ref' && typeof item === 'string') return [key, renames.get(item) ?? item];
      if (key === 'mapping' && isObject(item)) return [key, renamedMapping(item, renames)];
      if (key === 'security' && Array.isArray(item)) return [key, item.map((needed) => renamedKeys(needed, renames))];
      return [key, renamed(item, renames)];
    }),
  );
}

const renamedMapping = (mapping: JsonObject, renames: ReadonlyMap<string, string>): JsonObject =>
  Object.fromEntries(
    Object.entries(mapping).map(([name, ref]) => [
      name,
      typeof ref === 'string' ? (renames.get(ref) ?? ref) : renamed(ref, renames),
    ]),
  );

function renamedKeys(needed: unknown, renames: ReadonlyMap<string, string>): unknown {
  if (!isObject(needed)) return needed;
  return Object.fromEntries(Object.entries(needed).map(([name, scopes]) => [schemeName(name, renames), scopes]));
}

function schemeName(name: string, renames: ReadonlyMap<string, string>): string {
  const ref = renames.get(`#/components/securitySchemes/${name}`) ?? renames.get(`#/securityDefinitions/${name}`);
  return ref === undefined ? name : ref.slice(ref.lastIndexOf('/') + 1);
}

/** Back into the document that they belong to. */
export function withComponents(root: JsonObject, components: Components): JsonObject {
  const document: Record<string, unknown> = { ...root };
  for (const [ref, value] of components) {
    const tokens = ref
      .slice(2)
      .split('/')
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    put(document, tokens, value);
  }
  return document;
}

function put(container: Record<string, unknown>, tokens: readonly string[], value: unknown): void {
  const [token = '', ...below] = tokens;
  if (below.length === 0) {
    define(container, token, value);
    return;
  }
  const known = Object.hasOwn(container, token) ? container[token] : undefined;
  const next: Record<string, unknown> = isObject(known) ? (known as Record<string, unknown>) : {};
  define(container, token, next);
  put(next, below, value);
}

/** A name of the document may be `__proto__`. */
const define = (container: object, key: string, value: unknown): void => {
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
};
