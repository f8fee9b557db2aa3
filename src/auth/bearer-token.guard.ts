import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { RequiredAccess } from '../model/permission.js';
import { Problem, permissionDenied } from '../shared/problem.js';
import { requireAdministrator } from './access.js';
import { AuthService } from './auth.service.js';
import type { RequestWithActor } from './current-actor.decorator.js';
import { ACCESS_METADATA } from './require-access.decorator.js';

/** Lets in who carries a valid token, to routes that say what they need; sets `request.actor`. */
@Injectable()
export class BearerTokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly auth: AuthService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<RequiredAccess | undefined>(ACCESS_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public') return true;
    if (access === undefined) throw permissionDenied('This route declares no permission, so nobody may call it');
    const request = context.switchToHttp().getRequest<RequestWithActor>();
    const actor = await this.auth.authenticateToken(bearerToken(request.headers.authorization));
    request.actor = actor;
    if (access === 'installation.administer') requireAdministrator(actor);
    return true;
  }
}

/** Source: apiops.md 1.3 and the 401 table of 1.6. */
export function bearerToken(header: string | undefined): string {
  if (header === undefined || header.trim() === '') {
    throw new Problem('unauthenticated', 'The Authorization header is missing: send Authorization: Bearer <token>');
  }
  const token = /^Bearer +([^\s]+)\s*$/i.exec(header)?.[1];
  if (token === undefined) throw new Problem('token_invalid', 'The Authorization header must be: Bearer <token>');
  return token;
}
