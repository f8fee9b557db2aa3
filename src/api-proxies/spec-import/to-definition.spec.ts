import { defaultRouting, operationsOf } from './to-definition.js';

describe('operationsOf', () => {
  it('makes an active operation of each, to the same path', () => {
    const operations = [
      { path: '/a/{b}', method: 'GET' as const, operationId: 'getA', summary: 'An A' },
      { path: '/a', method: 'POST' as const, operationId: 'makeA', summary: '' },
    ];
    const ids = ['1', '2'];
    const made = operationsOf(
      { title: '', version: '', description: '', servers: [], operations },
      () => ids.shift() ?? '',
    );
    expect(made[0]).toEqual({
      id: '1',
      path: '/a/{b}',
      method: 'GET',
      description: 'An A',
      active: true,
      backendPath: '/a/{b}',
      backendMethod: 'GET',
      mapping: null,
      mock: null,
    });
    expect(made[1]).toMatchObject({ id: '2', description: 'makeA' });
  });
});

describe('defaultRouting', () => {
  it.each([
    ['the first usable server', ['ws://a', 'https://b.example/v1/', 'https://c.example'], null, 'https://b.example/v1'],
    [
      'a relative one, next to the document',
      ['/v2'],
      'https://d.example:8443/specs/a.yaml',
      'https://d.example:8443/v2',
    ],
  ])('goes to %s', (_what, servers, documentUrl, expected) => {
    expect(defaultRouting(servers, documentUrl).addresses).toEqual([
      { address: expected, weight: 100, healthCheckEnabled: false, role: 'PRIMARY', soapType: 'HTTP' },
    ]);
  });

  it.each([[[]], [['/v2']], [['http://u:p@a']], [['http://a/?b']], [['nonsense']]])(
    'has no address for %j',
    (servers) => {
      expect(defaultRouting(servers).addresses).toEqual([]);
    },
  );
});
