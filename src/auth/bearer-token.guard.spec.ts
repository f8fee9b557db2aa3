import { jest } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Actor, SYSTEM_ACTOR } from '../model/actor.js';
import { Problem } from '../shared/problem.js';
import { BearerTokenGuard, bearerToken } from './bearer-token.guard.js';
import type { RequestWithActor } from './current-actor.decorator.js';
import { actorOf } from './current-actor.decorator.js';
import { RequireAccess } from './require-access.decorator.js';

class Routes {
  @RequireAccess('public') open(): void {}
  @RequireAccess('authenticated') mine(): void {}
  @RequireAccess('proxy.deploy') deploy(): void {}
  @RequireAccess('installation.administer') administer(): void {}
  forgotten(): void {}
}

const MEMBER: Actor = { userId: 'u', username: 'ada', via: 'token', admin: false, grants: new Map() };

function call(route: keyof Routes, authorization?: string, actor: Actor = MEMBER) {
  const request = { headers: { authorization } } as RequestWithActor;
  const authenticateToken = jest.fn(async (token: string) => {
    if (token !== 'good') throw new Problem('token_invalid', 'Invalid token');
    return actor;
  });
  const guard = new BearerTokenGuard(new Reflector(), { authenticateToken } as never);
  const context = {
    getHandler: () => Routes.prototype[route],
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  return { answer: guard.canActivate(context), request, authenticateToken };
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('BearerTokenGuard', () => {
  it('lets anyone into public routes without looking at the token', async () => {
    const { answer, authenticateToken, request } = call('open', 'Bearer bad');
    await expect(answer).resolves.toBe(true);
    expect(authenticateToken).not.toHaveBeenCalled();
    expect(() => actorOf(request)).toThrow(code('unauthenticated'));
  });

  it.each(['mine', 'deploy'] as const)('lets authenticated callers into %s and notes who they are', async (route) => {
    const { answer, request } = call(route, 'Bearer good');
    await expect(answer).resolves.toBe(true);
    expect(actorOf(request)).toBe(MEMBER);
  });

  it('refuses routes that declare nothing, even to an administrator', async () => {
    await expect(call('forgotten', 'Bearer good', SYSTEM_ACTOR).answer).rejects.toEqual(code('permission_denied'));
  });

  it('keeps administration to administrators', async () => {
    await expect(call('administer', 'Bearer good').answer).rejects.toEqual(code('permission_denied'));
    await expect(call('administer', 'Bearer good', SYSTEM_ACTOR).answer).resolves.toBe(true);
  });

  it.each([
    [undefined, 'unauthenticated'],
    ['', 'unauthenticated'],
    ['good', 'token_invalid'],
    ['Basic good', 'token_invalid'],
    ['Bearer', 'token_invalid'],
    ['Bearer a b', 'token_invalid'],
    ['Bearer bad', 'token_invalid'],
  ])('answers %p with %s', async (authorization, expected) => {
    await expect(call('mine', authorization).answer).rejects.toEqual(code(expected));
  });

  it('reads the scheme in any case', () => {
    expect(bearerToken('bearer  good ')).toBe('good');
  });
});
