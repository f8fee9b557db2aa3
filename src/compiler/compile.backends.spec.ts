import { compiledOf, forwardOf, routesOf } from './testdata/look.js';
import { address, input, mapped, operation, routing } from './testdata/samples.js';

describe('compile: backends and mapping', () => {
  describe('backends', () => {
    it('takes addresses apart', () => {
      const addresses = [
        address('https://a.example/api/'),
        address('http://[::1]:81', { role: 'CANARY', weight: 5, healthCheckEnabled: true }),
        address('http://c.example', { role: 'FAILOVER_ONLY', weight: 7 }),
        address('http://mirror.example', { role: 'MIRROR' }),
      ];
      const [upstream] = compiledOf(input({ routing: routing({ addresses, algorithm: 'LRU' }) })).fragment.upstreams;
      expect(upstream).toEqual({
        name: 'backend',
        balancing: 'least-request',
        connectTimeoutMs: 30_000,
        endpoints: [
          {
            scheme: 'https',
            host: 'a.example',
            port: 443,
            basePath: '/api',
            weight: 1,
            role: 'primary',
            healthCheck: false,
          },
          { scheme: 'http', host: '::1', port: 81, basePath: '', weight: 5, role: 'canary', healthCheck: true },
          {
            scheme: 'http',
            host: 'c.example',
            port: 80,
            basePath: '',
            weight: 7,
            role: 'failover',
            healthCheck: false,
          },
        ],
      });
    });

    it('counts weights only where the algorithm does', () => {
      const addresses = [address('http://a.example', { weight: 70 }), address('http://b.example', { weight: 0 })];
      const weights = (algorithm: 'RANDOM' | 'WEIGHTED') =>
        compiledOf(input({ routing: routing({ addresses, algorithm }) })).fragment.upstreams[0]?.endpoints.map(
          (e) => e.weight,
        );
      expect(weights('RANDOM')).toEqual([1, 0]);
      expect(weights('WEIGHTED')).toEqual([70, 0]);
    });

    it('refuses requests while routing is off, and asks for no address', () => {
      const given = input({ routing: routing({ enabled: false, addresses: [] }) });
      expect(routesOf(given)[0]?.action).toEqual({ kind: 'reject', code: 'ERR-003' });
      expect(compiledOf(given).fragment.upstreams).toEqual([]);
    });

    it('needs no address for mock answers', () => {
      const mock = { status: 201, headers: [{ name: 'X-A', value: 'b' }], body: 'hello' };
      const given = input({ operations: [operation({ mock })], routing: routing({ addresses: [] }) });
      expect(routesOf(given)[0]?.action).toEqual({ kind: 'respond', ...mock });
    });
  });

  describe('request mapping', () => {
    it('renames locations and lower-cases headers', () => {
      const given = mapped(
        {
          parameters: [
            {
              from: { location: 'PATH', name: 'id' },
              to: { location: 'QUERY', name: 'user' },
              required: true,
              defaultValue: null,
            },
            {
              from: { location: 'HEAD', name: 'X-Key' },
              to: { location: 'PATH', name: 'key' },
              required: false,
              defaultValue: 'k',
            },
            { from: { location: 'BODY', name: 'b' }, to: null, required: false, defaultValue: null },
          ],
          constants: [{ to: { location: 'HEAD', name: 'X-From' }, value: 'gateway' }],
          system: [{ to: { location: 'HEAD', name: 'clientIp' }, variable: 'CaClientIp' }],
        },
        { path: '/u/{id}', backendPath: '/k/{key}' },
      );
      expect(forwardOf(given).mapping).toEqual({
        mode: 'mapping',
        parameters: [
          {
            from: { location: 'path', name: 'id' },
            to: { location: 'query', name: 'user' },
            required: true,
            defaultValue: null,
          },
          {
            from: { location: 'header', name: 'x-key' },
            to: { location: 'path', name: 'key' },
            required: false,
            defaultValue: 'k',
          },
          { from: { location: 'body', name: 'b' }, to: null, required: false, defaultValue: null },
        ],
        constants: [{ to: { location: 'header', name: 'x-from' }, value: 'gateway' }],
        system: [{ to: { location: 'header', name: 'clientip' }, variable: 'CaClientIp' }],
      });
    });

    it('keeps what values must be, and the content type', () => {
      const from = { location: 'QUERY', name: 'q' } as const;
      const bounds = { minLength: 1, maxLength: 2, values: ['a'], pattern: '[a-z]+' };
      const given = mapped({
        mode: 'PASSTHROUGH',
        parameters: [
          { from, to: null, required: false, defaultValue: null, check: { type: 'STRING', ...bounds } },
          { from, to: null, required: false, defaultValue: null, check: { type: 'LONG', minValue: 0, maxValue: 9 } },
        ],
        contentType: { kind: 'CUSTOM', value: 'a/b' },
      });
      expect(forwardOf(given).mapping).toMatchObject({
        parameters: [{ check: { type: 'string', ...bounds } }, { check: { type: 'long', minValue: 0, maxValue: 9 } }],
        contentType: { kind: 'custom', value: 'a/b' },
      });
      expect(forwardOf(mapped({ mode: 'PASSTHROUGH', contentType: { kind: 'DEFAULT' } })).mapping).toMatchObject({
        contentType: { kind: 'default' },
      });
    });

    it('drops a mapping that changes nothing', () => {
      expect(forwardOf(mapped({ mode: 'PASSTHROUGH' })).mapping).toBeNull();
    });
  });
});
