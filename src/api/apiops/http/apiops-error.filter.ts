import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { writeError } from './apiops-http.js';
import { errorAnswer } from './error-answer.js';
import { familyOf } from './message-family.js';
import { problemOf } from './problem-of.js';

/** The one place where a thrown error becomes an answer of this dialect. */
@Catch()
export class ApiopsErrorFilter implements ExceptionFilter {
  readonly #log = new Logger(ApiopsErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { params } = host.switchToHttp().getRequest<Request>();
    const problem = problemOf(error);
    if (problem.code === 'internal') this.#log.error(problem.cause ?? problem);
    if (response.headersSent) return;
    writeError(response, errorAnswer(problem, { family: familyOf(response), params: textParams(params) }));
  }
}

const textParams = (params: Request['params']): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
