import { parseDocument } from 'yaml';
import { textOf } from './document-text.js';
import { isObject, type JsonObject, specFault } from './spec-fault.js';

/** Uses of YAML aliases, counted with what they contain; a few kilobytes could otherwise unfold to gigabytes. */
const MAX_ALIASES = 1000;
const MAX_DEPTH = 200;

/** JSON or YAML text as plain data. Every way to be unreadable is a Problem that says where. */
export function readDocument(bytes: Uint8Array): JsonObject {
  const text = textOf(bytes, 'an OpenAPI or Swagger document');
  const document = /^\s*[{[]/.test(text) ? fromJson(text) : fromYaml(text);
  if (!isObject(document)) throw specFault('', 'is not an object; send an OpenAPI or Swagger document');
  requireBoundedDepth(document);
  return document;
}

function fromJson(text: string): unknown {
  requireBoundedNesting(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw specFault('', `is not valid JSON: ${error.message}`);
    throw error;
  }
}

/**
 * Before anything is made of it: the parser keeps a record for each open bracket, outside the memory that a worker's limit
 * counts, and fifty megabytes of brackets took gigabytes.
 */
function requireBoundedNesting(text: string): void {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInText) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isInText = false;
    } else if (code === QUOTE) isInText = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH + 1) throw tooDeep();
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125];
const tooDeep = () => specFault('', `is nested deeper than ${MAX_DEPTH} levels; flatten it`);

const YAML_OPTIONS = { merge: true, prettyErrors: true, logLevel: 'error' } as const;

function fromYaml(text: string): unknown {
  try {
    const document = parseDocument(text, YAML_OPTIONS);
    const [error] = document.errors;
    if (error !== undefined) throw specFault('', `is not valid YAML: ${firstLine(error.message)}`);
    return toPlain(document);
  } catch (error) {
    if (error instanceof RangeError) throw specFault('', 'is nested too deeply to be read');
    throw error;
  }
}

function toPlain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof TypeError) {
      throw specFault('', `uses YAML aliases in a way that cannot be read: ${firstLine(error.message)}`);
    }
    throw error;
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** Walks without recursion, and each shared or cyclic object once. */
function requireBoundedDepth(root: object): void {
  const seen = new Set<object>([root]);
  let level: object[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw tooDeep();
    const below: object[] = [];
    for (const value of level.flatMap((container) => Object.values(container))) {
      if (typeof value !== 'object' || value === null || seen.has(value)) continue;
      seen.add(value);
      below.push(value);
    }
    level = below;
  }
}
