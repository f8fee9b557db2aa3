import { canonicalJson } from '../shared/canonical-json.js';
import type { PackageContent, PortableObject, PortableOperation } from './package-content.js';

/** How an object would change where it goes. */
export interface ObjectChange {
  readonly kind: PortableObject['kind'];
  readonly name: string;
  readonly action: 'CREATE' | 'UPDATE' | 'NONE';
  /** Parts that differ, e.g. `clientRoute`, `+ GET /cards`, `- GET /old`; of a new object none. */
  readonly changes: readonly string[];
}

/** `there`: what the other side holds of the same names. */
export function compareContent(here: PackageContent, there: readonly PortableObject[]): ObjectChange[] {
  const known = new Map(there.map((object) => [keyOf(object), object]));
  return [...here.objects, ...here.dependencies].map((object) => changeOf(object, known.get(keyOf(object))));
}

const keyOf = ({ kind, name }: PortableObject): string => `${kind} ${name}`;

function changeOf(object: PortableObject, before: PortableObject | undefined): ObjectChange {
  const { kind, name } = object;
  if (before === undefined) return { kind, name, action: 'CREATE', changes: [] };
  const changes = [...differing(partsOf(before), partsOf(object)), ...operationChanges(before, object)];
  return { kind, name, action: changes.length === 0 ? 'NONE' : 'UPDATE', changes };
}

function partsOf(object: PortableObject): ReadonlyMap<string, unknown> {
  const inner =
    object.kind === 'API_PROXY' ? { specHidden: false, ...object.definition, operations: null } : object.settings;
  const members = object.kind === 'PROXY_GROUP' ? { members: object.members } : {};
  return new Map(Object.entries({ description: object.description, ...inner, ...members }));
}

const differing = (before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] =>
  [...after].filter(([name, value]) => canonicalJson(value) !== canonicalJson(before.get(name))).map(([name]) => name);

function operationChanges(before: PortableObject, after: PortableObject): string[] {
  const [old, young] = [operationsOf(before), operationsOf(after)];
  const signed = (sign: string, keys: readonly string[]) => keys.toSorted().map((key) => `${sign} ${key}`);
  return [
    ...signed(
      '+',
      [...young.keys()].filter((key) => !old.has(key)),
    ),
    ...signed(
      '-',
      [...old.keys()].filter((key) => !young.has(key)),
    ),
    ...signed(
      '~',
      [...young.keys()].filter((key) => old.has(key) && old.get(key) !== young.get(key)),
    ),
  ];
}

const operationsOf = (object: PortableObject): ReadonlyMap<string, string> =>
  new Map(
    (object.kind === 'API_PROXY' ? object.definition.operations : []).map((operation) => [
      operationKey(operation),
      canonicalJson(operation),
    ]),
  );

const operationKey = ({ method, path }: PortableOperation): string => `${method} ${path}`;
