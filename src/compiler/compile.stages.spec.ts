import type { Surroundings } from '../model/surroundings.js';
import type { CompileInput } from './compile.js';
import { compiledOf, faultsOf, routesOf } from './testdata/look.js';
import { address, definition, inGroup, mapping, operation, routing } from './testdata/samples.js';

const OWN = 'g-cn.gw.example';

const surroundings = (change: Partial<Surroundings> = {}): Surroundings => ({
  stage: 'PRE',
  variables: {},
  domains: [],
  callers: [],
  vpcAccesses: [],
  ...change,
});

const inStage = (change: Parameters<typeof definition>[0], of: Surroundings | null = surroundings()): CompileInput => ({
  proxy: { id: 'p1', name: 'shop' },
  definition: definition({ source: 'CLOUD_API', clientRoute: null, ...change }),
  context: { ...inGroup({ paths: ['/'] }, { ownHost: OWN }), surroundings: of } as CompileInput['context'],
  pathPrefix: '',
  spec: null,
});

const mock = (body: string, header = '') =>
  operation({ mock: { status: 200, headers: [{ name: 'X-A', value: header }], body } });

describe('variables of a stage', () => {
  const variables = { host: 'b.example:81', base: 'v2', greeting: 'hello' };

  it('stand in the address, the path, constants and default values', () => {
    const [route] = routesOf(
      inStage(
        {
          routing: routing({ addresses: [address('http://#host#/#base#')] }),
          operations: [
            operation({
              backendPath: '/#base#/items',
              mapping: mapping({
                parameters: [
                  { from: { location: 'QUERY', name: 'q' }, to: null, required: false, defaultValue: '#greeting#!' },
                ],
                constants: [{ to: { location: 'HEAD', name: 'X-C' }, value: '#greeting# #base#' }],
              }),
            }),
          ],
        },
        surroundings({ variables }),
      ),
    );
    expect(route?.action).toMatchObject({
      rewrite: { segments: [{ literal: 'v2' }, { literal: 'items' }] },
      mapping: { parameters: [{ defaultValue: 'hello!' }], constants: [{ value: 'hello v2' }] },
    });
  });

  it('stand in content types', () => {
    const contentType = { kind: 'CUSTOM', value: 'text/#base#' } as const;
    const draft = { operations: [operation({ mapping: mapping({ contentType }) })] };
    const [route] = routesOf(inStage(draft, surroundings({ variables })));
    expect(route?.action).toMatchObject({ mapping: { contentType: { kind: 'custom', value: 'text/v2' } } });
    const broken = inStage(draft, surroundings({ variables: { base: 'a\nb: c' } }));
    expect(faultsOf(broken)).toMatchObject([{ field: 'operations[0].mapping.contentType.value' }]);
  });

  it('stand in mocked answers', () => {
    const [route] = routesOf(
      inStage({ operations: [mock('{"g":"#greeting#"}', '#base#')] }, surroundings({ variables })),
    );
    expect(route?.action).toMatchObject({ body: '{"g":"hello"}', headers: [{ value: 'v2' }] });
  });

  it('that are not there are faults, each with its name, its stage and its place', () => {
    const faults = faultsOf(
      inStage({
        routing: routing({ addresses: [address('http://#host#')] }),
        operations: [operation({ backendPath: '/#base#' }), mock('#toString#')],
      }),
    );
    expect(faults.filter(({ code }) => code === 'unknown_variable')).toMatchObject([
      { field: 'routing.addresses[0].address', message: expect.stringMatching(/#host#.*PRE/) },
      { field: 'operations[0].backendPath', message: expect.stringMatching(/#base#.*PRE/) },
      { field: 'operations[1].mock.body', message: expect.stringMatching(/#toString#.*PRE/) },
    ]);
  });

  it('do not exist outside of stages', () => {
    const [fault] = faultsOf(inStage({ operations: [mock('#greeting#')] }, null));
    expect(fault).toMatchObject({ code: 'unknown_variable', message: expect.stringContaining('no stage') });
  });

  it.each(['{id}', '[id]', 'a?b', 'a#', 'a b', '*'])('with %p in them are not taken into a path', (base) => {
    const [fault] = faultsOf(
      inStage({ operations: [operation({ backendPath: '/#base#' })] }, surroundings({ variables: { base } })),
    );
    expect(fault).toMatchObject({ code: 'invalid_variable', field: 'operations[0].backendPath' });
  });

  it('are looked at as what they make: an address is checked with its value', () => {
    const [fault] = faultsOf(
      inStage(
        { routing: routing({ addresses: [address('http://#host#')] }) },
        surroundings({ variables: { host: '169.254.169.254' } }),
      ),
    );
    expect(fault).toMatchObject({ code: 'refused_address' });
  });

  it('mean nothing to proxies of other dialects', () => {
    const [route] = routesOf(
      inStage({ source: 'OPEN_API', operations: [mock('#greeting#')] }, surroundings({ variables })),
    );
    expect(route?.action).toMatchObject({ body: '#greeting#' });
  });
});

describe('domains of a group', () => {
  const open = { name: 'PRE', forced: false };
  const forced = { name: 'PRE', forced: true };
  const hosts = (domains: Surroundings['domains']) =>
    routesOf(inStage({ operations: [operation()] }, surroundings({ domains }))).map(({ id, match }) => ({
      id,
      hosts: match.hosts.map((host) => ('host' in host ? host.host : Object.values(host)[1])),
      stage: match.stage,
    }));

  it('are hosts beside its own subdomain, where callers ask for the stage', () => {
    expect(hosts([])).toEqual([
      { id: 'p1:op-GET-/items:0', hosts: [OWN], stage: open },
      { id: 'fallback:0', hosts: [OWN], stage: open },
    ]);
    expect(
      hosts([
        { name: 'api.example.com', forced: false },
        { name: '*.example.org', forced: false },
      ]),
    ).toEqual([
      { id: 'p1:op-GET-/items:0', hosts: [OWN, 'api.example.com', '.example.org'], stage: open },
      { id: 'fallback:0', hosts: [OWN, 'api.example.com', '.example.org'], stage: open },
    ]);
  });

  it('that send callers to HTTPS have routes of their own as well', () => {
    const ofStage = (forced: boolean, redirects: { readonly redirects?: true }) => ({
      name: `${forced}.${redirects.redirects ?? false}.example.com`,
      forced,
      ...redirects,
    });
    const routes = routesOf(
      inStage(
        { operations: [operation()] },
        surroundings({
          domains: [
            ofStage(false, {}),
            ofStage(true, {}),
            ofStage(false, { redirects: true }),
            ofStage(true, { redirects: true }),
          ],
        }),
      ),
    ).slice(0, 4);
    expect(
      routes.map(({ id, match, redirectsToHttps }) => [
        id.replace(/^[^@]*/, ''),
        match.stage?.forced,
        redirectsToHttps,
        match.hosts.map((host) => ('host' in host ? host.host : '')),
      ]),
    ).toEqual([
      ['', false, undefined, [OWN, 'false.false.example.com']],
      ['@bound', true, undefined, ['true.false.example.com']],
      ['@secured', false, true, ['false.true.example.com']],
      ['@bound@secured', true, true, ['true.true.example.com']],
    ]);
  });

  it('are called over TLS with their certificates, whose keys stay sealed', () => {
    const certificate = { id: 'c1', chain: 'PEM', sealedKey: 'c2VhbGVk' };
    const ofStage = (domains: Surroundings['domains']) =>
      compiledOf(inStage({ operations: [operation()] }, surroundings({ domains }))).fragment.certificates;
    expect(ofStage([{ name: 'api.example.com', forced: false }])).toBeUndefined();
    expect(
      ofStage([
        { name: 'api.example.com', forced: false, certificate },
        { name: '*.example.org', forced: true, certificate: { ...certificate, id: 'c2' } },
      ]),
    ).toEqual([
      { id: 'c1', host: { kind: 'exact', host: 'api.example.com' }, chain: 'PEM', key: 'c2VhbGVk' },
      { id: 'c2', host: { kind: 'suffix', suffix: '.example.org' }, chain: 'PEM', key: 'c2VhbGVk' },
    ]);
  });

  it('that belong to one stage have routes of their own, with ids that stay', () => {
    expect(hosts([{ name: 'pre.example.com', forced: true }])).toEqual([
      { id: 'p1:op-GET-/items:0', hosts: [OWN], stage: open },
      { id: 'p1:op-GET-/items:0@bound', hosts: ['pre.example.com'], stage: forced },
      { id: 'fallback:0', hosts: [OWN], stage: open },
      { id: 'fallback:0@bound', hosts: ['pre.example.com'], stage: forced },
    ]);
  });

  it('of a group outside of stages are of no stage', () => {
    const [route] = routesOf(inStage({ operations: [operation()] }, null));
    expect(route?.match).not.toHaveProperty('stage');
  });
});
