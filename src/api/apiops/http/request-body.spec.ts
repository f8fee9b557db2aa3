import { parseBody } from './request-body.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const parse = (text: string, type: string | undefined = JSON_TYPE): unknown => parseBody(type, Buffer.from(text));

describe('parseBody', () => {
  it.each(['', '  \r\n'])('takes %j as no body, whatever the header says', (text) => {
    expect(parse(text)).toBeUndefined();
    expect(parse(text, 'text/plain')).toBeUndefined();
  });

  it('reads JSON, with or without its content type', () => {
    expect(parse('{"a":[1]}')).toEqual({ a: [1] });
    expect(parseBody(undefined, Buffer.from('{"a":1}'))).toEqual({ a: 1 });
  });

  it('reads a form; the first of repeated fields counts', () => {
    expect(parse('a=1&b=x%20y+z&a=2', 'application/x-www-form-urlencoded')).toEqual({ a: '1', b: 'x y z' });
  });

  it('keeps dangerous form fields plain', () => {
    const form = parse('__proto__=1&constructor=2', 'application/x-www-form-urlencoded') as object;
    expect(Object.getPrototypeOf(form)).toBeNull();
    expect(Object.entries(form)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('says where JSON is broken and repeats none of it', () => {
    expect(() => parse('{"client_secret":"hunter2" x}')).toThrow(
      expect.objectContaining({
        code: 'malformed_body',
        message: expect.stringMatching(/^Request body is not valid JSON( \(line 1 column \d+\))?$/),
      }),
    );
    expect(() => parse('{"a":')).toThrow('Request body is not valid JSON: it ends too early');
  });

  it.each(['{"a":"\\u0000"}', '{"a\\u0000":1}', '[["\\ud800"]]'])('refuses text that cannot be stored: %s', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'malformed_body' }));
  });

  it('survives any depth', () => {
    const depth = 200_000;
    expect(parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)).toBeInstanceOf(Array);
  });

  it('refuses other types, and bytes that are no UTF-8', () => {
    expect(() => parse('<a/>', 'application/xml')).toThrow(
      'Content-Type must be application/json, got application/xml',
    );
    expect(() => parseBody(JSON_TYPE, Buffer.from([0x22, 0xff, 0x22]))).toThrow('not UTF-8');
  });
});
