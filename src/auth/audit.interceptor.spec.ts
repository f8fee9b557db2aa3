import { jest } from '@jest/globals';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { lastValueFrom, of, throwError } from 'rxjs';
import { notFound } from '../shared/problem.js';
import { AuditInterceptor } from './audit.interceptor.js';
import type { AuditService } from './audit.service.js';
import { isAudited } from './audited-call.js';

describe(AuditInterceptor.name, () => {
  const recordCall = jest.fn<AuditService['recordCall']>();
  const sut = new AuditInterceptor({ recordCall } as Pick<AuditService, 'recordCall'> as AuditService);

  beforeEach(() => recordCall.mockReset().mockResolvedValue(undefined));

  const contextOf = (method: string) => {
    const actor = { username: 'ada', via: 'token' };
    const request = {
      method,
      actor,
      id: 'r1',
      params: { project: 'pay' },
      baseUrl: '',
      path: '/x',
      route: { path: '/x' },
    };
    const response = {};
    return { context: new ExecutionContextHost([request, response]), response };
  };

  it('writes a change down before it is answered', async () => {
    const { context, response } = contextOf('PUT');
    await expect(lastValueFrom(sut.intercept(context, { handle: () => of('done') }))).resolves.toBe('done');
    expect(recordCall.mock.calls).toEqual([
      [
        expect.objectContaining({
          username: 'ada',
          action: 'PUT /x',
          projectName: 'pay',
          outcome: 'ok',
          requestId: 'r1',
        }),
      ],
    ]);
    expect(isAudited(response as never)).toBe(true);
  });

  it('writes a refusal down, once, and lets it through', async () => {
    const refusal = notFound('user', 'bob');
    const { context } = contextOf('DELETE');
    const answer = lastValueFrom(sut.intercept(context, { handle: () => throwError(() => refusal) }));
    await expect(answer).rejects.toBe(refusal);
    expect(recordCall.mock.calls).toEqual([
      [expect.objectContaining({ outcome: 'not_found', detail: refusal.message })],
    ]);
  });

  it('does not tell what an unexpected error says', async () => {
    const { context } = contextOf('POST');
    const answer = lastValueFrom(sut.intercept(context, { handle: () => throwError(() => new Error('s3cret')) }));
    await expect(answer).rejects.toThrow('s3cret');
    expect(recordCall.mock.calls).toEqual([[expect.objectContaining({ outcome: 'internal', detail: '' })]]);
  });

  it('does not confirm a change that it cannot write down', async () => {
    recordCall.mockRejectedValue(new Error('no database'));
    const { context } = contextOf('POST');
    await expect(lastValueFrom(sut.intercept(context, { handle: () => of('done') }))).rejects.toThrow('no database');
    expect(recordCall).toHaveBeenCalledTimes(1);
  });

  it('leaves reads alone', async () => {
    const { context } = contextOf('GET');
    await lastValueFrom(sut.intercept(context, { handle: () => of('read') }));
    expect(recordCall).not.toHaveBeenCalled();
  });
});
