import { applyDecorators, Controller, UseFilters, UseInterceptors } from '@nestjs/common';
import { AuditInterceptor } from '../../../auth/audit.interceptor.js';
import { ApiopsErrorFilter } from './apiops-error.filter.js';
import { MessageFamilyInterceptor } from './message-family.js';

/** A controller of this dialect: its refusals, those of the application's guard too, in its own words. */
export const ApiopsController = (path: string): ClassDecorator =>
  applyDecorators(
    Controller(path),
    UseInterceptors(AuditInterceptor, MessageFamilyInterceptor),
    UseFilters(ApiopsErrorFilter),
  );
