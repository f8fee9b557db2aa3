import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { type Request, type Response, raw } from 'express';
import type { Observable } from 'rxjs';
import { MAX_SPEC_BYTES } from '../decode/upload.decode.js';
import { bodyProblem } from './apiops-http.js';

const reader = raw({ limit: MAX_SPEC_BYTES, type: () => true });

/** Reads the body as bytes, behind the guard: no stranger makes this program hold a large one. */
class SpecBodyInterceptor implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    await new Promise<void>((resolve, reject) => {
      reader(http.getRequest<Request>(), http.getResponse<Response>(), (error?: unknown) => {
        if (error === undefined) resolve();
        else reject(bodyProblem(error, MAX_SPEC_BYTES));
      });
    });
    return next.handle();
  }
}

/** A route whose body is a description. */
export const SpecBody = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(SpecBodyInterceptor),
    ApiConsumes('application/json', 'application/yaml'),
    ApiBody({ schema: { type: 'object', description: 'OpenAPI 3.0, 3.1 or Swagger 2.0, JSON or YAML' } }),
  );
