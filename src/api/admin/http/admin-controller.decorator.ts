import { applyDecorators, Controller, UseInterceptors, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AuditInterceptor } from '../../../auth/audit.interceptor.js';
import { DecodePipe } from './decode.pipe.js';
import { ProblemDetails } from './problem-details.js';
import { ReadJsonInterceptor } from './read-json.interceptor.js';

/** A controller below `/admin/v1`: the global guard knows the caller; then the audit log, the body, its shape. */
export const AdminController = (path: string, tag: string): ClassDecorator =>
  applyDecorators(
    Controller(`admin/v1/${path}`),
    UseInterceptors(AuditInterceptor, ReadJsonInterceptor),
    UsePipes(DecodePipe),
    ApiTags(tag),
    ApiBearerAuth(),
    ApiResponse({
      status: 'default',
      description: 'Refused',
      content: { 'application/problem+json': { schema: { $ref: `#/components/schemas/${ProblemDetails.name}` } } },
    }),
  );
