import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import express from 'express';
import request from 'supertest';
import type { AuditService } from './audit.service.js';
import { auditRefusals } from './audit-refusals.js';
import { markAudited } from './audited-call.js';
import type { AuditedCall } from './auth-types.js';

describe('auditRefusals', () => {
  const recordCall = jest.fn<AuditService['recordCall']>();
  const events = new EventEmitter();
  let server: Server;

  beforeAll(() => Logger.overrideLogger(false));

  beforeEach(() => {
    recordCall.mockReset().mockResolvedValue(undefined);
    const app = express();
    app.use((_call, response, next) => {
      response.once('close', () => events.emit('closed'));
      next();
    });
    app.use(auditRefusals({ recordCall }));
    app.all('/projects/:projectName/:status', (call, response) => {
      if (call.query['audited'] !== undefined) markAudited(response);
      response.sendStatus(Number(call.params.status));
    });
    server = createServer(app);
  });

  /** Resolves when the answer has arrived and the server is done with it. */
  const send = async (method: 'get' | 'post', path: string): Promise<number> => {
    const closed = once(events, 'closed');
    const { status } = await request(server)[method](path);
    await closed;
    return status;
  };

  const calls = (): AuditedCall[] => recordCall.mock.calls.map(([call]) => call);

  it('writes down what was refused', async () => {
    await send('post', '/projects/pay/403?token=s3cret');
    expect(calls()).toEqual([
      {
        username: 'anonymous',
        via: 'none',
        action: 'POST /projects/:projectName/:status',
        resource: '/projects/pay/403',
        projectName: 'pay',
        outcome: 'http_403',
        detail: '',
        requestId: '',
      },
    ]);
  });

  it.each([
    ['post', '/projects/p/201', 0],
    ['post', '/projects/p/413', 1],
    ['post', '/projects/p/403?audited', 0],
    ['get', '/projects/p/401', 1],
    ['get', '/projects/p/404', 0],
    ['get', '/projects/p/200', 0],
  ] as const)('%s %s is worth %i entries', async (method, path, entries) => {
    await send(method, path);
    expect(calls()).toHaveLength(entries);
  });

  it('does not write without bounds while the database is slow', async () => {
    const { promise, resolve } = withResolvers();
    recordCall.mockReturnValue(promise);
    for (let count = 0; count < 60; count++) await send('get', '/projects/p/401');
    expect(calls()).toHaveLength(50);
    resolve();
    await promise;
    await send('get', '/projects/p/401');
    expect(calls()).toHaveLength(51);
  });

  it('does not fail the caller when it cannot write', async () => {
    recordCall.mockRejectedValue(new Error('no database'));
    expect(await send('get', '/projects/p/401')).toBe(401);
  });
});

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
