import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isProblem, Problem } from '../../../shared/problem.js';
import { writeError } from './apiops-http.js';
import { errorAnswer } from './error-answer.js';
import { familyOf } from './message-family.js';

/** The one place where a thrown error becomes an answer of this dialect. */
@Catch()
export class ApiopsErrorFilter implements ExceptionFilter {
  readonly #log = new Logger(ApiopsErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { params } = host.switchToHttp().getRequest<Request>();
    const problem = problemOf(error);
    if (problem.code === 'internal') this.#log.error(error);
    if (response.headersSent) return;
    writeError(response, errorAnswer(problem, { family: familyOf(response), params: textParams(params) }));
  }
}

/** What the framework throws (uploads) in the product's words; everything unknown is internal and stays untold. */
function problemOf(error: unknown): Problem {
  if (isProblem(error)) return error;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 413) return new Problem('payload_too_large', 'Uploaded file is too large', {}, { cause: error });
    if (status < 500) return new Problem('malformed_body', error.message, {}, { cause: error });
  }
  return new Problem('internal', 'unexpected error', {}, { cause: error });
}

const textParams = (params: Request['params']): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
