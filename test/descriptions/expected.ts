/** What a description says, read without the importer, so that the importer can be held to it. */
export interface Expected {
  readonly creationType: 'OPEN_API' | 'SWAGGER';
  /** `GET /pets/{id}`, sorted. */
  readonly operations: readonly string[];
}

type Json = { readonly [key: string]: unknown };

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

export function expectedOf(content: Buffer): Expected {
  const root = asObject(JSON.parse(content.toString('utf8')));
  const paths = Object.entries(asObject(root['paths'])).filter(([path]) => !path.startsWith('x-'));
  const operations = paths.flatMap(([path, item]) => methodsOf(root, item).map((method) => `${method} ${path}`));
  return { creationType: 'swagger' in root ? 'SWAGGER' : 'OPEN_API', operations: operations.sort() };
}

function methodsOf(root: Json, item: unknown): string[] {
  const { $ref: reference } = asObject(item);
  const target = typeof reference === 'string' ? pointed(root, reference) : item;
  return METHODS.filter((method) => method in asObject(target)).map((method) => method.toUpperCase());
}

const pointed = (root: Json, reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, token) => asObject(value)[token], root);

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/** A path that a client of the operation would ask for: no fragment, no query, every parameter filled in. */
export function sampleOf(path: string): string {
  const asked = path.replace(/[?#].*$/s, '').replace(/\{[^{}]+\}/g, 'v');
  return new URL(asked === '' ? '/' : asked.replace(/^\/+/, '/'), 'http://gateway').pathname;
}
