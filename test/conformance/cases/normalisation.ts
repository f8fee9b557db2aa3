import type { ConformanceCase, Exchange } from '../conformance-case.js';
import { asks, below, exact, forwarding, misses, proxy, reaches, saying, says, template } from './building.js';

const refused = (target: string): Exchange => asks(target, { status: 400 });

/** One case: what a backend receives for a target. */
const arrives = (name: string, about: string, targets: Readonly<Record<string, string>>): ConformanceCase => ({
  name,
  about,
  serves: (ports) => ({ p: forwarding(ports) }),
  exchanges: Object.entries(targets).map(([target, received]) => reaches(target, received)),
});

export const NORMALISATION: readonly ConformanceCase[] = [
  arrives('NormaliseDoubleSlash', 'Slashes in a row are one', { '//a///b': '/a/b', '/a//': '/a/' }),
  arrives('NormaliseDot', 'A segment of one dot is none', { '/a/./b': '/a/b', '/a/.': '/a/' }),
  arrives('NormaliseDotDot', 'Two dots take the segment before away', { '/a/../b': '/b', '/a/b/..': '/a/' }),
  arrives('NormaliseAboveRoot', 'Nothing is above the root', { '/..': '/', '/a/../../b': '/b', '/%2e%2e/b': '/b' }),
  arrives('NormaliseBackslash', 'A backslash is a slash, as many backends take it', {
    '/a\\b': '/a/b',
    '/a\\..\\b': '/b',
    '/\\\\a': '/a',
  }),
  arrives('NormaliseEncodedDots', 'Escaped dots are dots', { '/a/%2e%2E/b': '/b', '/a/%2e/b': '/a/b' }),
  arrives('NormaliseUnreserved', 'Escapes of unreserved characters are those characters', {
    '/%61%7E%2D': '/a~-',
  }),
  arrives('NormaliseReserved', 'Other escapes stay escapes', { '/a%20b%3Fc%23': '/a%20b%3Fc%23' }),
  arrives('NormaliseUtf8', 'Bytes beyond ASCII stay escaped', { '/%C3%A9': '/%C3%A9', '/%c3%a9': '/%C3%A9' }),
  arrives('NormaliseSemicolon', 'Path parameters are part of the path', { '/a;v=1/b;w': '/a;v=1/b;w' }),
  arrives('NormaliseQuery', 'A query is never changed', {
    '/a?x=//./../%2F%61&y=?/': '/a?x=//./../%2F%61&y=?/',
    '/a?': '/a?',
  }),
  arrives('NormaliseOtherCharacters', 'Characters that URIs allow stay as they are', {
    "/a!$&'()*+,=:@b": "/a!$&'()*+,=:@b",
  }),
  arrives('NormaliseUnwise', 'Characters that stand in no URI are escaped', {
    '/"<>^`{|}': '/%22%3C%3E%5E%60%7B%7C%7D',
  }),
  arrives('NormaliseDotParameters', 'A dot segment is one with parameters, too (CVE-2026-73551)', {
    '/a/..;v=1/b': '/b',
    '/a/.;/b': '/a/b',
    '/a/..;/..;x': '/',
    '/a..;/b': '/a..;/b',
  }),
  arrives('NormaliseOnlySlashes', 'Nothing but slashes is two', { '//': '//', '/\\/?x': '//?x' }),
  arrives('NormaliseLooseSign', 'No escape comes to be by decoding', { '/%4%41': '/%254A', '/%%32%46': '/%252F' }),
  {
    name: 'NormaliseUnwiseInPaths',
    about: 'Routes are written in what requests become',
    serves: ({ a }) => ({ p: proxy(a, { operations: [{ path: '/a^b' }] }) }),
    exchanges: [reaches('/shop/a^b', '/a%5Eb'), reaches('/shop/a%5Eb', '/a%5Eb'), asks('/shop/a', { status: 404 })],
  },
  {
    name: 'NormaliseRefusesEscapedDotParameters',
    about: 'Parameters on escaped dots are refused: backends may go up there',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [
      asks('/a/%2e%2e;/b', { status: 400, body: /a dot segment with parameters/ }),
      asks('/a/.%2E;v=1', { status: 400 }),
      says('/a/x..;/b', 'all'),
      says('/a?/..;', 'all'),
    ],
  },
  {
    name: 'NormaliseBeforeMatch',
    about: 'Routes are found by the normalised path',
    serves: () => ({ p: saying({ admin: { path: below('/admin') }, rest: {} }) }),
    exchanges: [
      says('//admin', 'admin'),
      says('/x/../admin/y', 'admin'),
      says('/%61dmin', 'admin'),
      says('/admin/../x', 'rest'),
      says('/admin%20', 'rest'),
    ],
  },
  {
    name: 'NormaliseEscapesHaveNoCase',
    about: 'An escape matches in either case of its digits',
    serves: () => ({
      p: saying({
        exactly: { path: exact('/caf%C3%A9') },
        below: { path: below('/b%C3%A9') },
        template: { path: template('/t%C3%A9/{x}') },
      }),
    }),
    exchanges: [
      says('/caf%C3%A9', 'exactly'),
      says('/caf%c3%a9', 'exactly'),
      says('/b%c3%A9/x', 'below'),
      says('/t%c3%a9/x', 'template'),
      misses('/CAF%C3%A9'),
    ],
  },
  {
    name: 'NormaliseRefusesEscapedSlash',
    about: 'An escaped slash is refused, since backends disagree about it',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [refused('/a%2Fb'), refused('/a%2fb')],
  },
  {
    name: 'NormaliseRefusesEscapedBackslash',
    about: 'An escaped backslash is refused',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [refused('/a%5Cb'), refused('/a%5cb')],
  },
  {
    name: 'NormaliseRefusesNul',
    about: 'An escaped NUL is refused',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [refused('/a%00b')],
  },
  {
    name: 'NormaliseRefusesControlBytes',
    about: 'Escaped control bytes are refused',
    serves: () => ({ p: saying({ all: {}, hosted: { hosts: [{ kind: 'exact', host: 'a.example' }] } }) }),
    exchanges: [
      ...['/a%01', '/%1f/b', '/a%7F', '/%0d%0aX'].map(refused),
      asks({ target: '/a%0A', headers: { host: 'a.example' } }, { status: 400 }),
      says('/a?x=%01', 'all'),
    ],
  },
  {
    name: 'NormaliseRefusesMalformedEscapes',
    about: 'A percent sign that escapes nothing is refused',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [
      ...['/a%', '/a%4', '/a%zz', '/a%4g/b', '/%%41'].map(refused),
      says('/a?x=%', 'all'),
      says('/a%20', 'all'),
    ],
  },
  {
    name: 'NormaliseBytesBeyondAscii',
    about: 'Bytes beyond ASCII that are not escaped are refused',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [
      {
        kind: 'raw',
        bytes: 'GET /caf\u00c3\u00a9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
        expect: { status: 400 },
      },
    ],
  },
  {
    name: 'NormaliseRefusesFragment',
    about: 'A fragment does not belong into a request',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [refused('/a#b'), refused('/a?b#c')],
  },
  {
    name: 'NormaliseRefusalHasId',
    about: 'A refused path is answered in the words of the gateway, with an id',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [
      asks('/a%2Fb', {
        status: 400,
        headers: { 'apinizer-correlation-id': /^[0-9a-f-]{36}$/ },
        body: /^\[[0-9a-f-]{36}\],\[GW-400\],\[Invalid request path: .+\],\[400\],\[\]$/,
      }),
    ],
  },
  {
    name: 'TargetAbsolute',
    about: 'An absolute target brings its own host, which goes before the header',
    serves: () => ({ p: saying({ shop: { hosts: [{ kind: 'exact', host: 'shop.example' }] }, other: {} }) }),
    exchanges: [
      says({ target: 'http://shop.example/x', headers: { host: 'other.example' } }, 'shop'),
      says({ target: 'http://other.example/x', headers: { host: 'shop.example' } }, 'other'),
      says({ target: 'http://SHOP.example:80/x' }, 'shop'),
    ],
  },
  {
    name: 'TargetAsterisk',
    about: 'The asterisk of OPTIONS is no path, so no route takes it',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [asks({ target: '*', method: 'OPTIONS' }, { status: 404 })],
  },
  {
    name: 'TargetWithoutSlash',
    about: 'A target that is no path is refused',
    serves: () => ({ p: saying({ all: {} }) }),
    exchanges: [
      { kind: 'raw', bytes: 'GET a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', expect: { status: 400 } },
    ],
  },
];
