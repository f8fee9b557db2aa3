import { applyDecorators, Controller, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { BearerTokenGuard } from '../../../auth/bearer-token.guard.js';
import { ApiopsErrorFilter } from './apiops-error.filter.js';
import { MessageFamilyInterceptor } from './message-family.js';

/** A controller of this dialect: bearer tokens in, this dialect's errors out. */
export const ApiopsController = (path: string): ClassDecorator =>
  applyDecorators(
    Controller(path),
    UseGuards(BearerTokenGuard),
    UseInterceptors(MessageFamilyInterceptor),
    UseFilters(ApiopsErrorFilter),
  );
