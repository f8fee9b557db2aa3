import { readOutline } from '../../../api-proxies/spec-import/outline.js';
import { HTTP_METHODS } from '../../../model/http-method.js';
import { toDescribedPath } from '../decode/api-path.js';
import type { ApiFacts } from '../decode/api-shapes.js';
import { decodeFacts } from './decode-operation.js';
import { type ExportedApi, encodeOperation } from './encode-operation.js';
import type { ExportWords, JsonMap } from './encode-parameters.js';
import { EXTENSION, WORDS } from './extensions.js';
import { furtherOf } from './further.js';

export interface ExportRequest extends ExportWords {
  readonly title: string;
  readonly description: string;
  /** Where the APIs are called: host, and path before theirs. */
  readonly host: string;
  readonly basePath: string;
  readonly apis: readonly ExportedApi[];
}

/** A description of these APIs that, imported with its extensions, makes them again. Pure. */
export function encodeDocument(request: ExportRequest): JsonMap {
  const paths: Record<string, JsonMap> = {};
  for (const api of request.apis) {
    const path = toDescribedPath(api.facts.RequestConfig?.RequestPath ?? '/');
    const item = Object.hasOwn(paths, path) ? paths[path] : undefined;
    paths[path] = { ...encodePathItem(api, request), ...item };
  }
  return { ...headOf(request), paths };
}

function headOf({ generation, title, description, host, basePath }: ExportRequest): JsonMap {
  const info = { title, version: '1', ...(description === '' ? {} : { description }) };
  return generation === '2.0'
    ? { swagger: '2.0', info, host, basePath }
    : { openapi: '3.0.3', info, servers: [{ url: `http://${host}${basePath === '/' ? '' : basePath}` }] };
}

/** Every method where no word says so in one. TRACE is none of Swagger 2.0. */
function encodePathItem(api: ExportedApi, words: ExportWords): JsonMap {
  const method = (api.facts.RequestConfig?.RequestHttpMethod || 'GET').toUpperCase().replace(/^HEADER$/, 'HEAD');
  if (words.withExtensions) {
    const key = method === 'ANY' ? EXTENSION.anyMethod : method.toLowerCase();
    return { [key]: withFurther(api, words, key) };
  }
  const methods = method === 'ANY' ? HTTP_METHODS.filter((each) => each !== 'TRACE') : [method];
  const operation = encodeOperation(api, words);
  return Object.fromEntries(methods.map((each) => [each.toLowerCase(), operation]));
}

/** Reads back what was written, so that whatever it does not say is said beside it. */
function withFurther(api: ExportedApi, words: ExportWords, key: string): JsonMap {
  const operation = encodeOperation(api, words);
  const further = furtherOf(api.facts, readBack(api, words, { [key]: operation }));
  return Object.keys(further).length === 0 ? operation : { ...operation, [EXTENSION.further]: further };
}

function readBack({ facts }: ExportedApi, { generation }: ExportWords, item: JsonMap): ApiFacts {
  const path = toDescribedPath(facts.RequestConfig?.RequestPath ?? '/');
  const [operation] = readOutline(
    { paths: { [path]: item } },
    generation === '2.0' ? 'SWAGGER' : 'OPEN_API',
    WORDS,
  ).operations;
  if (operation === undefined) return {};
  return decodeFacts(operation, { authType: '', requestMode: '', extensions: {}, ownDomain: '' });
}
