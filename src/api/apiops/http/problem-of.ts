import { HttpException } from '@nestjs/common';
import { isProblem, Problem } from '../../../shared/problem.js';

/** What the framework throws (uploads) in the product's words; everything unknown is internal and stays untold. */
export function problemOf(error: unknown): Problem {
  if (isProblem(error)) return error;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 413) return new Problem('payload_too_large', 'Uploaded file is too large', {}, { cause: error });
    if (status < 500) return new Problem('malformed_body', error.message, {}, { cause: error });
  }
  return new Problem('internal', 'unexpected error', {}, { cause: error });
}
