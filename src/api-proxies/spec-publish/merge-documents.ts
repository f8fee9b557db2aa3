import { readDocument } from '../spec-import/read-document.js';
import { isObject, type JsonObject, member } from '../spec-import/spec-fault.js';
import {
  type Components,
  componentsOf,
  OPENAPI_PLACES,
  renamed,
  renamesFor,
  SWAGGER_PLACES,
  withComponents,
} from './components.js';
import { type Generation, generationOf, lifted, newest } from './generations.js';
import { type ToldOperation, toldOperations } from './operations.js';
import type { MergedSpecRequest, SpecMember } from './published-spec.js';

/** Grows member by member. */
interface Merged {
  readonly paths: Map<string, Map<string, JsonObject>>;
  readonly components: Components;
  readonly tags: Map<string, JsonObject>;
  readonly operationIds: Set<string>;
}

/**
 * One description of all members, in the newest generation that one of them is written in. Of equal paths and methods the
 * first member's is told, as it is the one that is served. Pure.
 */
export function mergeDocuments(request: MergedSpecRequest): JsonObject {
  const members = request.members.map((each) => ({
    ...each,
    root: each.document === null ? null : readDocument(each.document),
  }));
  const generation = newest(members.flatMap(({ root }) => (root === null ? [] : [generationOf(root)])));
  const merged: Merged = { paths: new Map(), components: new Map(), tags: new Map(), operationIds: new Set() };
  for (const { root, ...each } of members)
    add(merged, each, root === null ? null : lifted(root, generation), generation);
  const head = generation === '2.0' ? swaggerHead(request) : openApiHead(request, generation);
  const tags = [...merged.tags.values()];
  const paths = Object.fromEntries([...merged.paths].map(([path, item]) => [path, Object.fromEntries(item)]));
  return withComponents({ ...head, ...(tags.length === 0 ? {} : { tags }), paths }, merged.components);
}

function add(merged: Merged, { name, operations }: SpecMember, root: JsonObject | null, generation: Generation): void {
  const prefix = name.replace(/[^A-Za-z0-9._-]+/g, '-');
  const places = generation === '2.0' ? SWAGGER_PLACES : OPENAPI_PLACES;
  const own: Components = root === null ? new Map() : componentsOf(root, places);
  const renames = renamesFor(own, merged.components, prefix);
  for (const [ref, value] of own) merged.components.set(renames.get(ref) ?? ref, renamed(value, renames));
  for (const tag of tagsOf(root)) {
    const tagName = String(member(tag, 'name'));
    if (!merged.tags.has(tagName)) merged.tags.set(tagName, tag);
  }
  for (const operation of toldOperations(root, operations, generation)) {
    const content = renamed(operation.content, renames) as JsonObject;
    addOperation(merged, { ...operation, content }, prefix);
  }
}

function addOperation(merged: Merged, { path, method, content }: ToldOperation, prefix: string): void {
  const item = merged.paths.get(path) ?? new Map<string, JsonObject>();
  merged.paths.set(path, item);
  if (item.has(method)) return;
  const id = member(content, 'operationId');
  if (typeof id !== 'string') {
    item.set(method, content);
    return;
  }
  const operationId = merged.operationIds.has(id) ? `${prefix}_${id}` : id;
  merged.operationIds.add(operationId);
  item.set(method, { ...content, operationId });
}

function tagsOf(root: JsonObject | null): JsonObject[] {
  const tags = root === null ? undefined : member(root, 'tags');
  return Array.isArray(tags) ? tags.filter(isObject) : [];
}

const infoOf = ({ title, description }: MergedSpecRequest): JsonObject => ({
  title,
  version: '1',
  ...(description === '' ? {} : { description }),
});

const openApiHead = (request: MergedSpecRequest, generation: Generation): JsonObject => ({
  openapi: generation === '3.1' ? '3.1.0' : '3.0.3',
  info: infoOf(request),
  servers: request.serverUrls.map((url) => ({ url })),
});

/** Swagger knows one host. */
function swaggerHead(request: MergedSpecRequest): JsonObject {
  const [first = '/'] = request.serverUrls;
  const url = URL.parse(first);
  const place =
    url === null
      ? { basePath: first }
      : { host: url.host, basePath: url.pathname, schemes: [url.protocol.slice(0, -1)] };
  return { swagger: '2.0', info: infoOf(request), ...place };
}
