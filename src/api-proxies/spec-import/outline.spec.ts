import { Problem } from '../../shared/problem.js';
import { type Outline, outlineText } from './outline.js';

const WORDS = { extensionPrefixes: ['x-mine-'], anyMethod: 'x-mine-any' };
const bytes = (document: unknown): Buffer =>
  Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
const outline = (document: unknown): Outline => JSON.parse(outlineText(bytes(document), null, WORDS));
const openApi = (get: object, rest: object = {}) => ({ openapi: '3.1.0', paths: { '/a': { get } }, ...rest });

function refusalOf(document: unknown, kind: 'SWAGGER' | 'OPEN_API' | null = null): string {
  try {
    outlineText(bytes(document), kind, WORDS);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error).toMatchObject({ code: 'invalid_argument', facts: { field: 'spec' } });
    return error.message;
  }
  throw new Error('was not refused');
}

describe('outlineText', () => {
  it('carries what a vendor added, and nothing that another one did', () => {
    const read = outline({
      ...openApi({
        'x-mine-a': { deep: [1] },
        'x-other': 1,
        parameters: [{ name: 'q', in: 'query', 'x-mine-p': 'v' }],
      }),
      'x-mine-root': true,
      components: { schemas: { Pet: {}, Tag: {} } },
    });
    expect(read).toMatchObject({ schemas: ['Pet', 'Tag'], extensions: { 'x-mine-root': true } });
    expect(read.operations).toMatchObject([{ extensions: { 'x-mine-a': { deep: [1] } } }]);
    expect(read.operations[0]?.parameters[0]?.extensions).toEqual({ 'x-mine-p': 'v' });
    expect(JSON.stringify(read)).not.toContain('x-other');
  });

  it('reads an operation for every method', () => {
    const item = { 'x-mine-any': { operationId: 'any' }, 'x-mine-shared': 1 };
    const [operation] = outline({ swagger: '2.0', paths: { '/a': item } }).operations;
    expect(operation).toMatchObject({ method: 'ANY', operationId: 'any', extensions: { 'x-mine-shared': 1 } });
    expect(operation?.extensions).not.toHaveProperty('x-mine-any');
  });

  it('knows types of 3.1 and leaves out what no database stores', () => {
    const schema = { type: ['null', 'integer'], default: 5 };
    const [operation] = outline(
      openApi({ summary: 'a\0b', parameters: [{ name: 'q', in: 'query', schema }] }),
    ).operations;
    expect(operation).toMatchObject({ summary: 'ab', parameters: [{ type: 'integer', default: '5' }] });
  });

  it('does not follow what it does not tell', () => {
    const responses = { 200: { $ref: 'http://127.0.0.1:1/x' } };
    const node = { properties: { next: { $ref: '#/components/schemas/Node' } } };
    expect(outline(openApi({ responses }, { components: { schemas: { Node: node } } })).operations).toHaveLength(1);
  });

  it.each([
    [
      'a reference to itself',
      openApi({ parameters: [{ $ref: '#/p' }] }, { p: { $ref: '#/p' } }),
      /leads back to itself/,
    ],
    ['a remote reference', openApi({ parameters: [{ $ref: 'http://127.0.0.1/p.json' }] }), /outside the document/],
    [
      'a remote reference of a schema',
      openApi({ parameters: [{ name: 'q', in: 'query', schema: { $ref: 'file:///etc/passwd' } }] }),
      /outside the document/,
    ],
    ['a parameter without a name', openApi({ parameters: [{ in: 'query' }] }), /must have a name/],
    ['a parameter in no place', openApi({ parameters: [{ name: 'q', in: 'moon' }] }), /must be 'in'/],
    ['no list of parameters', openApi({ parameters: {} }), /must be a list/],
    ['neither generation', {}, /neither/],
    ['an extension that contains itself', 'swagger: "2.0"\nx-mine-a: &a [*a]\npaths: {}', /contains itself/],
    ['what unfolds', unfolding(), /unfolds to more than/],
  ])('refuses %s', (_what, document, reason) => {
    expect(refusalOf(document)).toMatch(reason);
  });

  it('refuses the other generation where one is asked for', () => {
    expect(refusalOf(openApi({}), 'SWAGGER')).toMatch(/OpenAPI document/);
  });
});

/** A hundred kilobytes, named two hundred times. */
function unfolding(): object {
  const parameters = Array.from({ length: 200 }, () => ({ $ref: '#/components/parameters/Big' }));
  const Big = { name: 'q', in: 'query', description: 'x'.repeat(100_000) };
  return openApi({ parameters }, { components: { parameters: { Big } } });
}
