import { isObject, type JsonObject, member, quoted, specFault } from './spec-fault.js';

const MAX_HOPS = 32;

/** Follows `$ref` until an object without one. Only inside the document: what a reference fetches, nobody has checked. */
export function resolveRef(root: JsonObject, start: unknown, location: string): JsonObject {
  const visited = new Set<string>();
  let value = start;
  for (;;) {
    if (!isObject(value)) throw specFault(location, 'must be an object');
    const ref = member(value, '$ref');
    if (ref === undefined) return value;
    if (typeof ref !== 'string') throw specFault(location, '$ref must be text');
    if (visited.has(ref)) throw specFault(location, `$ref ${quoted(ref)} leads back to itself`);
    if (visited.size === MAX_HOPS) throw specFault(location, `$ref goes through more than ${MAX_HOPS} steps`);
    visited.add(ref);
    value = lookUp(root, ref, location);
  }
}

function lookUp(root: JsonObject, ref: string, location: string): unknown {
  if (!ref.startsWith('#/')) {
    throw specFault(location, `$ref ${quoted(ref)} points outside the document; bundle it into one file`);
  }
  let value: unknown = root;
  for (const token of tokensOf(ref, location)) {
    const next = Array.isArray(value) || isObject(value) ? ownMember(value, token) : undefined;
    if (next === undefined) throw specFault(location, `$ref ${quoted(ref)} points at nothing`);
    value = next;
  }
  return value;
}

const ownMember = (container: object, token: string): unknown =>
  Object.getOwnPropertyDescriptor(container, token)?.value;

function tokensOf(ref: string, location: string): string[] {
  try {
    return ref
      .slice(2)
      .split('/')
      .map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch (error) {
    if (error instanceof URIError) throw specFault(location, `$ref ${quoted(ref)} has a broken % escape`);
    throw error;
  }
}
