import { wsdl } from '../../../../test/support/wsdl.js';
import { Problem } from '../../../shared/problem.js';
import { parseDescription } from '../parse-description.js';

const parse = (text: string) => parseDescription(Buffer.from(text), 'WSDL');

function refusalOf(text: string | Buffer): string {
  try {
    parseDescription(Buffer.from(text), 'WSDL');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.code).toBe('invalid_argument');
    expect(error.facts.field).toBe('spec');
    return error.message;
  }
  throw new Error('was not refused');
}

describe('a WSDL', () => {
  it('gives an operation for each that a SOAP port binds, with the actions of either version', () => {
    expect(parse(wsdl())).toEqual({
      title: 'SumsService',
      version: '',
      description: 'Adds and takes away',
      servers: ['http://backend.example/sums.asmx'],
      operations: ['Add', 'Subtract'].map((name) => ({
        path: `/${name}`,
        method: 'POST',
        operationId: name,
        summary: `Does ${name}`,
        soap: [
          { version: '1.1', action: `urn:sums/${name}` },
          { version: '1.2', action: `urn:sums/${name}` },
        ],
      })),
    });
  });

  it('may have a byte order mark, other prefixes, escapes, and no actions', () => {
    const other = wsdl({ operations: { Add: '' }, versions: ['1.2'], address: 'http://b.example/a?b&amp;c' })
      .replaceAll('wsdl:', 'w:')
      .replaceAll('xmlns:wsdl', 'xmlns:w')
      .replaceAll('soap12:', 's:')
      .replaceAll('xmlns:soap12', 'xmlns:s');
    expect(parse(`\ufeff${other}`)).toMatchObject({
      servers: ['http://b.example/a?b&c'],
      operations: [{ path: '/Add', soap: [{ version: '1.2', action: '' }] }],
    });
  });

  it('leaves ports of other protocols out', () => {
    const http = `<wsdl:binding name="Get" type="tns:Sums" xmlns:h="http://schemas.xmlsoap.org/wsdl/http/">
        <h:binding verb="GET"/></wsdl:binding>`;
    const jms = '<wsdl:binding name="Jms" type="tns:Sums"><soap:binding transport="urn:jms"/></wsdl:binding>';
    const ports = ['Get', 'Jms'].map((name) => `<wsdl:port name="${name}" binding="tns:${name}"/>`).join('');
    const text = wsdl({ extra: http + jms, versions: ['1.1'] }).replace(/(<wsdl:service [^>]*>)/, `$1${ports}`);
    expect(parse(text).operations.map(({ soap }) => soap?.length)).toEqual([1, 1]);
  });

  it('need not have what its schemas or imports name, as long as its bindings are there', () => {
    const extra = '<wsdl:import namespace="urn:x" location="file:///etc/passwd"/>';
    expect(parse(wsdl({ extra })).operations).toHaveLength(2);
  });

  const deep = (levels: number) => '<a>'.repeat(levels) + '</a>'.repeat(levels);
  const twice = wsdl().replace(/(<wsdl:operation name="Add"><soap:.*)/, '$1$1');
  const second = (location: string) =>
    wsdl({
      versions: ['1.1'],
      extra: `<wsdl:portType name="Other"><wsdl:operation name="Add"/></wsdl:portType>
        <wsdl:binding name="Other" type="tns:Other"><soap:binding/><wsdl:operation name="Add"/></wsdl:binding>
        <wsdl:service name="Other"><wsdl:port name="Other" binding="tns:Other"><soap:address location="${location}"/></wsdl:port></wsdl:service>`,
    });

  it.each<[string, string | Buffer, string]>([
    ['nothing', '', 'is empty; send a WSDL 1.1 document'],
    ['no XML', 'openapi: 3.0.0', 'is not valid XML'],
    ['XML that ends early', wsdl().slice(0, 900), 'is not valid XML: line'],
    ['more than 10 MB', Buffer.alloc(10 * 1024 * 1024 + 1, ' '), 'is larger than 10 MB'],
    ['other XML', '<html/>', "begins with the element 'html'"],
    ['a ZIP', Buffer.from('PK\u0003\u0004rest'), 'is a ZIP file; send the WSDL alone'],
    ['WSDL 2.0', '<description xmlns="http://www.w3.org/ns/wsdl"/>', 'is WSDL 2.0'],
    ['a DTD', `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${wsdl()}`, 'has a DOCTYPE'],
    ['deep nesting', wsdl({ extra: deep(5_000) }), 'cannot be read as XML: Maximum nested tags'],
    ['names of the language', wsdl({ extra: '<constructor/>' }), 'cannot be read as XML'],
    ['no service', wsdl().replace(/<wsdl:service[\s\S]*service>/, ''), 'has no port with a SOAP binding over HTTP'],
    ['no address', wsdl({ address: '' }), 'service.SumsService.Port1.1: has no soap:address'],
    ['no binding', wsdl().replace('tns:Binding1.1', 'tns:Gone'), "binding 'tns:Gone' is not in the document; add it"],
    [
      'a binding elsewhere',
      wsdl({ extra: '<wsdl:import location="b.wsdl"/>' }).replace('tns:Binding1.1', 'tns:Gone'),
      'wsdl:import is not followed; bundle it',
    ],
    [
      'a binding of another namespace',
      wsdl().replace('"tns:Binding1.1"', '"wrong:Binding1.1"'),
      "binding 'wrong:Binding1.1' is not in",
    ],
    ['no interface', wsdl().replace('type="tns:Sums"', ''), 'names no portType'],
    [
      'an operation too much',
      wsdl().replace('operation name="Add"><wsdl:d', 'operation name="Plus"><wsdl:d'),
      "'Add' is not in its portType",
    ],
    ['overloading', twice, "has the operation 'Add' twice"],
    ['an operation that is a path', wsdl({ operations: { '../a': '' } }), "'../a' is not an operation's name"],
    [
      'an action that breaks out',
      wsdl({ operations: { Add: 'a&#10;b' } }),
      'has a character that a header cannot quote',
    ],
    ['an action with quotes', wsdl({ operations: { Add: 'a&quot;b' } }), 'has a character that a header cannot quote'],
    ['another interface elsewhere', second('http://other.example/'), 'another interface at another address'],
    [
      'one operation of two interfaces',
      second('http://backend.example/sums.asmx'),
      "operation 'Add' is in two interfaces",
    ],
  ])('is refused with %s', (_what, text, words) => {
    expect(refusalOf(text)).toContain(words);
  });
});
