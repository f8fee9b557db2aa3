import {
  ForbiddenException,
  HttpException,
  MethodNotAllowedException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { notFound, PROBLEM_CODES, Problem } from '../../../shared/problem.js';
import { InvalidRequest } from './invalid-request.js';
import { problemBody } from './problem-body.js';
import { PROBLEM_TABLE } from './problem-table.js';

describe('problemBody', () => {
  it('renders a problem as problem details', () => {
    expect(problemBody(notFound('user', 'ada'))).toEqual({
      type: 'urn:gatewright:problem:not-found',
      title: 'Not found',
      status: 404,
      code: 'not_found',
      detail: "user 'ada' is not found or you may not see it",
    });
  });

  it('names the field and every misfit', () => {
    const errors = [
      { field: 'name', message: 'name is required' },
      { field: 'tags', message: 'tags must be an array' },
    ] as const;
    expect(problemBody(new InvalidRequest(errors))).toMatchObject({ status: 400, field: 'name', errors });
  });

  it('points at the proxies of a refused deployment', () => {
    const fault = { code: 'bad_url', proxyId: 'p1', proxyName: 'pay', field: 'routing', message: 'no address' };
    expect(problemBody(new Problem('not_compilable', 'no', { faults: [fault] }))).toMatchObject({
      errors: [{ field: 'pay: routing', message: 'no address' }],
    });
  });

  it.each([
    [new UnsupportedMediaTypeException('Send JSON'), 415, 'unsupported_media_type'],
    [new MethodNotAllowedException('no'), 405, 'method_not_allowed'],
    [new ForbiddenException('no'), 403, 'permission_denied'],
    [Object.assign(new Error('request entity too large'), { statusCode: 413 }), 413, 'payload_too_large'],
    [new HttpException('Unexpected token', 400), 400, 'malformed_body'],
  ])('maps what only HTTP knows: %s', (error, status, code) => {
    expect(problemBody(error)).toMatchObject({ status, code });
  });

  it('tells nothing of an unexpected error', () => {
    expect(JSON.stringify(problemBody(new Error('password=s3cret')))).not.toContain('s3cret');
    expect(problemBody('s3cret')).toMatchObject({ status: 500, code: 'internal' });
  });

  it('has an error status for every code', () => {
    for (const code of PROBLEM_CODES) expect(PROBLEM_TABLE[code].status).toBeGreaterThanOrEqual(400);
  });
});
