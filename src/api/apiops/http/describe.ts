import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiInternalServerErrorResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
  ApiProduces,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { ErrorDto } from '../dto/error.dto.js';

export const BEARER = 'bearer';

export interface Description {
  readonly summary: string;
  readonly description?: string;
  readonly answer: Type;
}

const error = (description: string) => ({ type: ErrorDto, description });

/** The documentation of an operation that needs a token: what it answers, and every way it refuses. */
export const Describe = ({ answer, ...words }: Description): MethodDecorator =>
  applyDecorators(describeOperation(words), ApiOkResponse({ type: answer }), ...REFUSALS);

/** The same for an operation that answers a ZIP archive. */
export const DescribeZip = (words: Omit<Description, 'answer'>): MethodDecorator =>
  applyDecorators(
    describeOperation(words),
    ApiProduces('application/octet-stream', 'application/json'),
    ApiOkResponse({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } }),
    ...REFUSALS,
  );

const describeOperation = ({ summary, description }: Omit<Description, 'answer'>): MethodDecorator =>
  applyDecorators(
    ApiOperation(description === undefined ? { summary } : { summary, description }),
    ApiBearerAuth(BEARER),
  );

const REFUSALS: readonly MethodDecorator[] = [
  ApiBadRequestResponse(error('The request is wrong, or names something that is not there; the text says what')),
  ApiUnauthorizedResponse(error('`unauthorized_client`: no token, or one that is not valid or has expired')),
  ApiForbiddenResponse(error('`forbidden`: a permission is missing')),
  ApiNotFoundResponse(error('`not_found`: no such project or proxy, or not yours')),
  ApiPayloadTooLargeResponse(error('The body is too large')),
  ApiTooManyRequestsResponse(error('`rate_limit_exceeded`: see Retry-After')),
  ApiInternalServerErrorResponse(error('`internal_error`')),
];
