import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { GatewayFixture, settleLater, textOf } from './testing/fixture.js';

describe('forwarded streams', () => {
  let sut: GatewayFixture;

  beforeEach(async () => {
    sut = await GatewayFixture.start();
  });

  afterEach(() => sut.stop());

  describe('streams', () => {
    it('passes events as they come, and across a deployment', async () => {
      const backend = settleLater<ServerResponse>();
      const { port } = await sut.backend((_req, res) => {
        res.writeHead(200, { 'Content-Type': 'text/event-stream' });
        res.flushHeaders();
        backend.resolve(res);
      });
      await sut.forwardTo(port);
      const req = request({ port: sut.port }).end();
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      const events = await backend.promise;
      res.setEncoding('utf8');
      events.write('data: 1\n\n');
      expect(await once(res, 'data')).toEqual(['data: 1\n\n']);
      await sut.serve({}, 2);
      expect((await sut.send('/')).status).toBe(404);
      events.write('data: 2\n\n');
      expect(await once(res, 'data')).toEqual(['data: 2\n\n']);
      events.end();
      await once(res, 'end');
    });

    it('holds the backend back while the client reads slowly', async () => {
      const total = 64 * 1024 * 1024;
      let sent = 0;
      const { port } = await sut.backend((_req, res) => {
        const chunk = Buffer.alloc(65_536);
        const pump = (): void => {
          while (sent < total) {
            sent += chunk.length;
            if (res.write(chunk)) continue;
            res.once('drain', pump);
            return;
          }
          res.end();
        };
        pump();
      });
      await sut.forwardTo(port);
      const req = request({ port: sut.port }).end();
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      let received = 0;
      let mostHeld = 0;
      for await (const chunk of res) {
        received += (chunk as Buffer).length;
        mostHeld = Math.max(mostHeld, sent - received);
        for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
      }
      expect(received).toBe(total);
      expect(mostHeld).toBeLessThan(total / 3);
    });

    it('streams a request while it is still being sent', async () => {
      const { port } = await sut.backend((req, res) => {
        res.writeHead(200);
        req.pipe(res);
      });
      await sut.forwardTo(port);
      const req = request({ port: sut.port, method: 'POST' });
      req.write('first');
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      res.setEncoding('utf8');
      expect(await once(res, 'data')).toEqual(['first']);
      req.end('second');
      expect(await once(res, 'data')).toEqual(['second']);
    });

    it('cancels the backend’s work when the client goes away', async () => {
      const closed = settleLater<void>();
      const arrived = settleLater<void>();
      const { port } = await sut.backend((_req, res) => {
        res.on('close', () => closed.resolve());
        arrived.resolve();
      });
      await sut.forwardTo(port);
      const req = request({ port: sut.port }).end();
      req.on('error', () => undefined);
      await arrived.promise;
      req.destroy();
      await closed.promise;
    });

    it('cuts the client when the backend breaks off in the middle', async () => {
      const { port } = await sut.backend((_req, res) => {
        res.writeHead(200, { 'Content-Length': 100 });
        res.write('part', () => res.destroy());
      });
      await sut.forwardTo(port);
      await expect(sut.send('/')).rejects.toThrow(/aborted|socket hang up|ECONNRESET/);
    });

    it('goes on after a backend answers early to an upload', async () => {
      const { port } = await sut.backend((_req, res) => res.writeHead(413, { Connection: 'close' }).end('no'));
      await sut.forwardTo(port);
      const req = request({ port: sut.port, method: 'POST' });
      req.on('error', () => undefined);
      req.write('x'.repeat(100_000));
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      expect(res.statusCode).toBe(413);
      req.end('x'.repeat(1_000_000));
      expect(await textOf(res)).toBe('no');
      expect((await sut.send('/')).status).toBe(413);
    });
  });

  describe('upgrades', () => {
    it('tunnels WebSockets, and across an unrelated undeployment', async () => {
      const { port, server } = await sut.backend((_req, res) => res.end('plain'));
      const sockets = new WebSocketServer({ server });
      sockets.on('connection', (socket, req) => {
        socket.send(`path ${req.url} for ${req.headers['x-forwarded-for']}`);
        socket.on('message', (data) => socket.send(`echo ${String(data)}`));
      });
      await sut.forwardTo(port);
      const client = new WebSocket(`ws://127.0.0.1:${sut.port}/chat?x=1`);
      expect(String((await once(client, 'message'))[0])).toBe('path /chat?x=1 for 127.0.0.1');
      await sut.serve({}, 2);
      client.send('hello');
      expect(String((await once(client, 'message'))[0])).toBe('echo hello');
      client.close();
      await once(client, 'close');
      sockets.close();
    });

    it('relays the answer of a backend that does not upgrade', async () => {
      const { port } = await sut.backend((_req, res) => res.writeHead(403).end('no sockets'));
      await sut.forwardTo(port);
      const client = new WebSocket(`ws://127.0.0.1:${sut.port}/`);
      const [, res] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
      expect(res.statusCode).toBe(403);
      expect(await textOf(res)).toBe('no sockets');
    });

    it('refuses an upgrade without a route', async () => {
      const client = new WebSocket(`ws://127.0.0.1:${sut.port}/`);
      const [, res] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
      expect(res.statusCode).toBe(404);
      expect(await textOf(res)).toContain('[ERR-002]');
    });

    it('does not tunnel h2c', async () => {
      await sut.echo();
      const { headers } = await sut.echoed('/', {
        headers: { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'x' },
      });
      expect(headers['upgrade']).toBeUndefined();
      expect(headers['http2-settings']).toBeUndefined();
    });
  });
});
