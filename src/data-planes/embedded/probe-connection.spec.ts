import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { probeConnection } from './probe-connection.js';
import { endpointAt, freePort } from './testing/fixture.js';

describe('probeConnection', () => {
  const never = new AbortController().signal;

  it('reaches what listens and leaves no connection behind', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const arrival = once(server, 'connection');
    expect(await probeConnection(endpointAt(port), 5_000, never)).toBe(true);
    const [socket] = await arrival;
    socket.resume();
    await once(socket, 'close');
    server.close();
    await once(server, 'close');
  });

  it('does not reach what refuses', async () => {
    expect(await probeConnection(endpointAt(await freePort()), 5_000, never)).toBe(false);
    expect(await probeConnection(endpointAt(await freePort(), { host: '[::1]' }), 5_000, never)).toBe(false);
  });

  it('ends with its signal', async () => {
    const over = new AbortController();
    const probe = probeConnection(endpointAt(await freePort()), 5_000, over.signal);
    over.abort();
    expect(await probe).toBe(false);
  });
});
