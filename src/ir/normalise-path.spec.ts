import { DOT_PARAMETERS, MALFORMED, NOT_NORMALISED, normalisePath, normaliseTarget } from './normalise-path.js';

describe('normaliseTarget', () => {
  it.each([
    ['/', '/', ''],
    ['/a/b', '/a/b', ''],
    ['/a/', '/a/', ''],
    ['/a?x=%2F&y=..', '/a', '?x=%2F&y=..'],
    ['/a?', '/a', '?'],
    ['//admin', '/admin', ''],
    ['//evil.com/admin', '/evil.com/admin', ''],
    ['/a//b///c', '/a/b/c', ''],
    ['/a/./b', '/a/b', ''],
    ['/a/../b', '/b', ''],
    ['/a/b/..', '/a/', ''],
    ['/a/.', '/a/', ''],
    ['/a//../b', '/a/b', ''],
    ['/..', '/', ''],
    ['/a/../../b', '/b', ''],
    ['/%2e%2e/b', '/b', ''],
    ['/a\\b', '/a/b', ''],
    ['/a\\..\\admin', '/admin', ''],
    ['/a\\\\b', '/a/b', ''],
    ['/%61dmin', '/admin', ''],
    ['/a/%2e%2E/b', '/b', ''],
    ['/a%252fb', '/a%252fb', ''],
    ['/a%c3%bc', '/a%C3%BC', ''],
    ['/a\u00c3\u00bc', '/a%C3%BC', ''],
    ['/a;v=1/b', '/a;v=1/b', ''],
    ['/...', '/...', ''],
    ['//', '//', ''],
    ['/\\?x', '//', '?x'],
    ['/a/..;/b', '/b', ''],
    ['/a/..;v=1/..;/b', '/b', ''],
    ['/a/.;x/b', '/a/b', ''],
    ['/a/b/..;x\\c', '/a/', ''],
    ['/a..;x/b', '/a..;x/b', ''],
    ['/a/..%3b/b', '/a/..%3B/b', ''],
    ['/a;v=1/../b', '/b', ''],
    ['/"<>^`{|}', '/%22%3C%3E%5E%60%7B%7C%7D', ''],
    ["/[x]!$&'()*+,:=@~", "/[x]!$&'()*+,:=@~", ''],
    ['/%zz/../a', '/a', ''],
    ['/%01/..', '/', ''],
    ['/%4%41', '/%254A', ''],
    ['/%4%31x', '/%2541x', ''],
    ['/%%32%46', '/%252F', ''],
    ['/%2%46a', '/%252Fa', ''],
    ['/%%41c', '/%25Ac', ''],
    ['/a?x=..;', '/a', '?x=..;'],
    ['/.well-known', '/.well-known', ''],
    ['/a%20b', '/a%20b', ''],
    ['http://host/a/../b?q', '/b', '?q'],
    ['HTTPS://host', '/', ''],
    ['http://host?q', '/', '?q'],
    ['http://evil//admin', '/admin', ''],
  ])('%s becomes %s %s', (target, path, query) => {
    expect(normaliseTarget(target, 'GET')).toMatchObject({ ok: true, path, query });
  });

  it.each([
    ['/a%2fb', NOT_NORMALISED],
    ['/a%2Fb', NOT_NORMALISED],
    ['/a%5cb', NOT_NORMALISED],
    ['/a%00', NOT_NORMALISED],
    ['/a%0d%0aX', MALFORMED],
    ['/a\u0000', 'control byte'],
    ['/a b', 'control byte'],
    ['/a?x\u0001', 'control byte'],
    ['/a%', MALFORMED],
    ['/a%4', MALFORMED],
    ['/a%zz', MALFORMED],
    ['/a#b', NOT_NORMALISED],
    ['/a?b#c', NOT_NORMALISED],
    ['/%00/..', NOT_NORMALISED],
    ['/%5c/..', NOT_NORMALISED],
    ['/%%41', MALFORMED],
    ['/a/%2e%2e;/b', DOT_PARAMETERS],
    ['/a/.%2E;v=1', DOT_PARAMETERS],
    ['/a\\..;x/b', DOT_PARAMETERS],
    ['a/b', 'not an origin-form target'],
    ['', 'not an origin-form target'],
    ['*', 'not an origin-form target'],
    ['host:80', 'not an origin-form target'],
    ['ftp://host/a', 'not an origin-form target'],
    ['http:///a', 'not an origin-form target'],
  ])('%s is refused: %s', (target, reason) => {
    expect(normaliseTarget(target, 'GET')).toEqual({ ok: false, reason });
  });

  it('keeps the host of an absolute-form target', () => {
    expect(normaliseTarget('http://Shop.example:81/a', 'GET')).toMatchObject({ authority: 'shop.example:81' });
  });

  it('takes the asterisk for OPTIONS only', () => {
    expect(normaliseTarget('*', 'OPTIONS')).toMatchObject({ ok: true, path: '*' });
  });

  it('changes nothing when it is applied twice', () => {
    for (const target of ['/a//../b/%7e%41/%c3', '/x/./y/..', '/%3f%23', '/^{}', '/%4%41', '//', '/..;/a']) {
      const once = normaliseTarget(target, 'GET');
      if (!once.ok) throw new Error(once.reason);
      expect(normaliseTarget(once.path, 'GET')).toMatchObject({ path: once.path });
    }
  });
});

describe('normalisePath', () => {
  it('writes text beyond ASCII as UTF-8', () => {
    expect(normalisePath('/über//x')).toEqual({ ok: true, path: '/%C3%BCber/x' });
  });

  it.each(['a', '/a?b', '/\ud800', '/a\\b', '/..', '/a/../../b', '/%2E%2e/b'])('refuses %j', (path) => {
    expect(normalisePath(path).ok).toBe(false);
  });
});
