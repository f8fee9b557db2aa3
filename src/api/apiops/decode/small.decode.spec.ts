import { defaultClientRoute } from './client-route.decode.js';
import { decodeNote } from './deployment-note.decode.js';
import { decodeList, sliceOf } from './page.decode.js';
import { decodeTokenRequest } from './token.decode.js';
import { decodeUpload } from './upload.decode.js';

describe('decodeNote', () => {
  it.each([undefined, {}, { description: '' }, { description: null }])('needs no body: %j', (body) => {
    expect(decodeNote(body, 'deploy')).toEqual({ description: 'Deployed by APIOPS Api', persistent: false });
    expect(decodeNote(body, 'undeploy').description).toBe('Undeployed by APIOPS Api');
  });

  it('keeps what was said', () => {
    const note = { description: 'Release 7', persistent: true };
    expect(decodeNote(note, 'deploy')).toEqual(note);
  });

  it('refuses a wrong type', () => {
    expect(() => decodeNote({ persistent: 1 }, 'deploy')).toThrow('persistent must be true or false');
  });
});

describe('decodeTokenRequest', () => {
  it('asks for one grant only', () => {
    expect(() => decodeTokenRequest({ grant_type: 'password' })).toThrow('GrantType value must be client_credentials!');
    expect(() => decodeTokenRequest(undefined)).toThrow('GrantType value must be client_credentials!');
  });

  it('leaves absent names to fail as wrong ones', () => {
    expect(decodeTokenRequest({ grant_type: 'client_credentials' })).toEqual({ username: '', password: '' });
  });
});

describe('decodeList and sliceOf', () => {
  const rows = ['a', 'b', 'c'];
  it.each([
    [{}, ['a', 'b', 'c']],
    [{ page: '2', size: '2' }, ['c']],
    [{ size: '1' }, ['a']],
    [{ page: '9' }, []],
    [{ sort: 'name,desc', page: '1', size: '2' }, ['c', 'b']],
  ])('slices for %j', (query, expected) => {
    expect(sliceOf(rows, decodeList(query))).toEqual(expected);
  });

  it.each([{ page: '0' }, { page: '-1' }, { size: '1001' }, { size: 'x' }, { page: ['1', '2'] }])(
    'refuses %j',
    (query) => {
      expect(() => decodeList(query)).toThrow('use a whole number from 1');
    },
  );
});

describe('defaultClientRoute', () => {
  it.each([
    ['cards', '/cards'],
    ['Contact Application API', '/Contact-Application-API'],
    [' a/b?c ', '/a-b-c'],
  ])('makes %j reachable under %s', (name, path) => {
    expect(defaultClientRoute(name).paths).toEqual([path]);
  });
});

describe('decodeUpload', () => {
  const part = (text: string) => ({ originalname: 'f', mimetype: 't', buffer: Buffer.from(text) });

  it('takes metadata as a field or as a file part', () => {
    expect(decodeUpload({}, { metadata: '{}' }).metadata).toBe('{}');
    expect(decodeUpload({ metadata: [part('{"a":1}')] }, {}).metadata).toBe('{"a":1}');
    expect(decodeUpload(undefined, undefined)).toEqual({ metadata: undefined, file: undefined });
  });

  it('takes the specification', () => {
    expect(decodeUpload({ specFile: [part('x')] }, {}).file).toEqual({
      name: 'f',
      mediaType: 't',
      content: Buffer.from('x'),
    });
  });
});
