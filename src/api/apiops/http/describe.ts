import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ErrorDto } from '../dto/error.dto.js';
import { errorBody } from './error-answer.js';
import { GENERAL, GROUP_TEXTS } from './messages.js';

export const BEARER = 'bearer';

export interface Description {
  readonly summary: string;
  readonly description?: string;
  readonly answer: Type;
}

type Words = Omit<Description, 'answer'>;

/** The documentation of an operation that needs a token: what it answers, and every way it refuses. */
export const Describe = ({ answer, ...words }: Description): MethodDecorator =>
  applyDecorators(describeOperation(words), ApiOkResponse({ type: answer }), ...REFUSALS);

/** The same for an operation that answers a ZIP archive. */
export const DescribeZip = (words: Words): MethodDecorator =>
  describeContent(words, { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } });

const SPEC = {
  schema: { type: 'object', example: { openapi: '3.0.3', info: { title: 'cards', version: '1' }, paths: {} } },
};

/** The same for an operation that answers a description. */
export const DescribeSpec = (words: Words, more: Readonly<Record<string, object>> = {}): MethodDecorator =>
  describeContent(words, { 'application/json': SPEC, 'application/yaml': SPEC, ...more });

/** A description that is no OpenAPI. */
export const XML = { 'text/xml': { schema: { type: 'string', description: 'The WSDL' } } };

const describeContent = (words: Words, content: Readonly<Record<string, object>>): MethodDecorator =>
  applyDecorators(describeOperation(words), ApiOkResponse({ content }), ...REFUSALS);

const describeOperation = ({ summary, description }: Words): MethodDecorator =>
  applyDecorators(
    ApiOperation(description === undefined ? { summary } : { summary, description }),
    ApiBearerAuth(BEARER),
  );

/** One way in which an operation refuses, with the body that it then answers. */
export const Refuses = (status: number, description: string, error: string, text: string): MethodDecorator =>
  ApiResponse({ status, type: ErrorDto, description, example: errorBody(error, text) });

const REFUSALS: readonly MethodDecorator[] = [
  Refuses(
    400,
    'The request is wrong, or names something that is not there; the text says what',
    'bad_request',
    GROUP_TEXTS.exists('PaymentGroup'),
  ),
  Refuses(401, 'No token, or one that is not valid or has expired', 'unauthorized_client', GENERAL.invalidToken),
  Refuses(403, 'A permission is missing', 'forbidden', GENERAL.forbidden),
  Refuses(404, 'No such project or proxy, or not yours', 'not_found', 'ApiProxy (name: cards) was not found!'),
  Refuses(413, 'The body is too large', 'payload_too_large', 'Request body is larger than 1048576 bytes'),
  Refuses(429, 'See Retry-After', 'rate_limit_exceeded', GENERAL.rateLimited),
  Refuses(500, 'The reason is in the log', 'internal_error', GENERAL.internal),
  Refuses(503, 'Too much at once, or not ready; see Retry-After', 'server_error', 'The database cannot be reached'),
];
