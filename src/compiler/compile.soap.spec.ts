import type { Operation, SoapAction } from '../model/api-proxy.js';
import type { CompileInput } from './compile.js';
import { compiledOf, routesOf } from './testdata/look.js';
import { definition, inGroup, input, operation, route, routing } from './testdata/samples.js';

const call = (name: string, soap: readonly SoapAction[], change: Partial<Operation> = {}): Operation =>
  operation({ id: name, path: `/${name}`, method: 'POST', backendPath: '/', backendMethod: 'POST', soap, ...change });
const v11 = (action: string): SoapAction => ({ version: '1.1', action });
const v12 = (action: string): SoapAction => ({ version: '1.2', action });

const service = (operations: Operation[], change: Partial<CompileInput> = {}): CompileInput =>
  input(definition({ type: 'SOAP', source: 'WSDL', operations }), change);

/** `path name[;parameter]=value action` of each route. */
const table = (given: CompileInput): string[] =>
  routesOf(given).map(({ match, action }) => {
    const path = match.path.kind === 'template' ? '' : match.path.path;
    const headers = match.headers.map(({ name, parameter, value }) => `${[name, parameter].join(';')}=${value}`);
    return [match.methods.join(), match.path.kind, path, ...headers, action.kind].join(' ');
  });

describe('compile: SOAP', () => {
  it('takes an operation by its own path, and at the client path by its action', () => {
    expect(table(service([call('Add', [v11('urn:add'), v12('urn:add')])]))).toEqual([
      'POST exact /shop/Add forward',
      'POST exact /shop soapaction;="urn:add" forward',
      'POST exact /shop soapaction;=urn:add forward',
      'POST exact /shop content-type;action=urn:add forward',
      'POST exact /shop/ soapaction;="urn:add" forward',
      'POST exact /shop/ soapaction;=urn:add forward',
      'POST exact /shop/ content-type;action=urn:add forward',
      ' prefix /shop reject',
    ]);
  });

  it('calls one address, whatever is called at it', () => {
    const rewrites = routesOf(service([call('Add', [v11('urn:add')]), call('Sub', [v11('')])])).flatMap(({ action }) =>
      action.kind === 'forward' ? [action.rewrite] : [],
    );
    expect(new Set(rewrites.map((rewrite) => JSON.stringify(rewrite)))).toEqual(
      new Set(['{"kind":"template","segments":[],"tail":false}']),
    );
  });

  it('lets one without an action take what no other action takes, but not what is switched off', () => {
    const operations = [call('A', [v11('')]), call('B', [v11('')]), call('Off', [v11('urn:off')], { active: false })];
    expect(table(service(operations)).filter((line) => line.startsWith('POST exact /shop '))).toEqual([
      'POST exact /shop forward',
      'POST exact /shop soapaction;="urn:off" reject',
      'POST exact /shop soapaction;=urn:off reject',
    ]);
  });

  it('serves an action that an active and an inactive operation share', () => {
    const operations = [call('Off', [v11('urn:x')], { active: false }), call('On', [v11('urn:x')])];
    expect(table(service(operations)).filter((line) => line.includes('"urn:x"'))).toEqual([
      'POST exact /shop soapaction;="urn:x" forward',
      'POST exact /shop/ soapaction;="urn:x" forward',
    ]);
  });

  it('has a place in a group at the address of the group', () => {
    const context = inGroup({ paths: ['/pay'] }, { position: 1 });
    const lines = table(service([call('Add', [v11('urn:add')])], { context }));
    expect(lines).toContain('POST exact /pay soapaction;="urn:add" forward');
  });

  it('keeps the conditions of the client route', () => {
    const clientRoute = route({ headers: [{ name: 'X-Team', value: 'a' }], methods: ['GET'] });
    expect(table(service([call('Add', [v11('urn:add')])]))).not.toEqual([]);
    const given = input(
      definition({ type: 'SOAP', source: 'WSDL', operations: [call('Add', [v11('urn:a')])], clientRoute }),
    );
    expect(table(given)).toEqual(['GET prefix /shop x-team;=a reject']);
  });

  it('refuses every call where routing is off, and claims each action once', () => {
    const off = definition({ type: 'SOAP', source: 'WSDL', routing: routing({ enabled: false }) });
    const given = input({ ...off, operations: [call('Add', [v12('urn:add')])] });
    expect(table(given)).toContain('POST exact /shop content-type;action=urn:add reject');
    expect(compiledOf(given).claims).toContain('*|=/shop|POST|content-type;action=urn%3Aadd');
  });
});
