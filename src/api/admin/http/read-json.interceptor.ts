import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { json, type Request, type Response } from 'express';
import type { Observable } from 'rxjs';
import { Problem } from '../../../shared/problem.js';

export const MAX_BODY_BYTES = 1024 * 1024;

const parse = json({ limit: MAX_BODY_BYTES, strict: false, type: 'application/json' });

/** Reads the body once the caller is known, so that a stranger's is never looked at. */
@Injectable()
export class ReadJsonInterceptor implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    await readBody(http.getRequest<Request>(), http.getResponse<Response>());
    return next.handle();
  }
}

function readBody(request: Request, response: Response): Promise<void> {
  // `is` answers null when there is no body; a body in another format would otherwise be ignored in silence.
  if (request.is('application/json') === false && request.get('Content-Length') !== '0') {
    throw new UnsupportedMediaTypeException('Send the body as application/json');
  }
  return new Promise((resolve, reject) => {
    parse(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(refusalOf(error))));
  });
}

/** The parser's own words quote the body, which may carry a password. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('type' in error)) return error;
  if (error.type === 'entity.too.large') {
    return new Problem('payload_too_large', `Send at most ${MAX_BODY_BYTES} bytes`, {}, { cause: error });
  }
  return error.type === 'entity.parse.failed' ? new Problem('malformed_body', 'The body is not valid JSON') : error;
}
