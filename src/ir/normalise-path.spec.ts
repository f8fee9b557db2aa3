import { normalisePath, normaliseTarget } from './normalise-path.js';

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
    ['/a%2fb', 'escaped slash or backslash'],
    ['/a%2Fb', 'escaped slash or backslash'],
    ['/a%5cb', 'escaped slash or backslash'],
    ['/a%00', 'control byte'],
    ['/a%0d%0aX', 'control byte'],
    ['/a\u0000', 'control byte'],
    ['/a b', 'control byte'],
    ['/a?x\u0001', 'control byte'],
    ['/a%', 'malformed percent-encoding'],
    ['/a%4', 'malformed percent-encoding'],
    ['/a%zz', 'malformed percent-encoding'],
    ['/a#b', 'fragment'],
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
    for (const target of ['/a//../b/%7e%41/%c3', '/x/./y/..', '/%3f%23']) {
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
