import type { Fragment } from '../ir/fragment.js';
import { ownEndpoints } from './own-ports.js';

const config = { host: '10.0.0.5', port: 8080, xdsHost: '10.0.0.7', xdsPort: 18000 };

const towards = (host: string, port: number): Fragment => ({
  routes: [],
  upstreams: [
    {
      name: 'u',
      balancing: 'round-robin',
      connectTimeoutMs: 1,
      endpoints: [{ scheme: 'http', host, port, basePath: '', weight: 1, role: 'primary', healthCheck: false }],
    },
  ],
});

describe(ownEndpoints.name, () => {
  it.each([
    '127.0.0.1',
    '127.8.9.1',
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    '[::1]',
    '::1',
    '0.0.0.0',
    '10.0.0.5',
    '10.0.0.7',
    '::ffff:127.0.0.1',
  ])('finds the management port at %s', (host) => {
    expect(ownEndpoints(towards(host, 8080), config)).toHaveLength(1);
    expect(ownEndpoints(towards(host, 18000), config)).toHaveLength(1);
    expect(ownEndpoints(towards(host, 8081), config)).toHaveLength(0);
  });

  it.each(['10.0.0.6', 'backend.example.com', '192.168.1.1'])('lets %s be', (host) => {
    expect(ownEndpoints(towards(host, 8080), config)).toHaveLength(0);
  });
});
