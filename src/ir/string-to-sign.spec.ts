import { shownToCaller, stringToSign } from './string-to-sign.js';

/** Written down from cloudapi-2016-07-14.md 5.2. */
describe('stringToSign', () => {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'x-ca-key': 'k',
    'x-ca-nonce': 'n',
    'x-ca-timestamp': '1',
    'x-mine': ' spaced',
    'x-ca-signature-headers': 'X-Ca-Timestamp, x-ca-key,Accept,x-ca-nonce,x-ca-signature,x-mine,absent',
  };

  it('has a line for each part, in order', () => {
    const text = stringToSign({
      method: 'POST',
      path: '/a%20b',
      query: '?z=%26&b=&c&a=1&a=2&=x',
      form: 'f=1+2&z=form',
      header: (name) => headers[name],
    });
    expect(text.split('\n')).toEqual([
      'POST',
      'application/json',
      '',
      'application/x-www-form-urlencoded; charset=UTF-8',
      '',
      'X-Ca-Timestamp:1',
      'absent:',
      'x-ca-key:k',
      'x-ca-nonce:n',
      'x-mine: spaced',
      '/a%20b?=x&a=1&b&c&f=1 2&z=form',
    ]);
  });

  it('is of bytes: what is no escape stays as it is', () => {
    const text = stringToSign({ method: 'GET', path: '/', query: '?a=%E9%zz%', form: '', header: () => undefined });
    expect(text.split('\n').at(-1)).toBe('/?a=\u00e9%zz%');
  });

  it('is told in one line that a header can carry, and that has an end', () => {
    expect(shownToCaller('GET\n\u00e9 \t\n/')).toBe('GET#%E9 %09#/');
    expect(shownToCaller('\u00e9'.repeat(3_000))).toHaveLength(2_048);
  });
});
