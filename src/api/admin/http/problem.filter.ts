import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { isProblem } from '../../../shared/problem.js';
import { problemBody } from './problem-body.js';

/** Answers every error of this surface as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const body = problemBody(error);
    // The access log tells what the caller is not told.
    if (body.status >= 500 && error instanceof Error) response.err = error;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const [name, value] of headersOf(error, body.status)) response.setHeader(name, value);
    response.status(body.status).type('application/problem+json').send(JSON.stringify(body));
  }
}

function* headersOf(error: unknown, status: number): Generator<[string, string]> {
  if (status === 401) yield ['WWW-Authenticate', 'Bearer'];
  const waitMs = isProblem(error) ? error.facts.retryAfterMs : undefined;
  if (waitMs !== undefined) yield ['Retry-After', String(Math.max(1, Math.ceil(waitMs / 1000)))];
}
