import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { catchError, type Observable, throwError } from 'rxjs';
import { MESSAGE_FAMILIES, type MessageFamily, type MessageFamilyName } from './messages.js';
import { problemOf } from './problem-of.js';

/** Declares how a route, or every route of a controller, words its refusals. */
export const Messages = Reflector.createDecorator<MessageFamilyName>();

/**
 * Keeps the route's family where the error filter, which does not know the handler, finds it; and gives what looks at
 * errors further out Problems only.
 */
@Injectable()
export class MessageFamilyInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const name = this.reflector.getAllAndOverride(Messages, [context.getHandler(), context.getClass()]);
    const response = context.switchToHttp().getResponse<Response>();
    response.locals[KEY] = name === undefined ? undefined : MESSAGE_FAMILIES[name];
    return next.handle().pipe(catchError((error: unknown) => throwError(() => problemOf(error))));
  }
}

const KEY = 'apiopsMessageFamily';

export const familyOf = (response: Response): MessageFamily | undefined => response.locals[KEY];
