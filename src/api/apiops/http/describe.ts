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
export const Describe = ({ summary, description, answer }: Description): MethodDecorator =>
  applyDecorators(
    ApiOperation(description === undefined ? { summary } : { summary, description }),
    ApiBearerAuth(BEARER),
    ApiOkResponse({ type: answer }),
    ApiBadRequestResponse(error('The request is wrong, or names something that is not there; the text says what')),
    ApiUnauthorizedResponse(error('`unauthorized_client`: no token, or one that is not valid or has expired')),
    ApiForbiddenResponse(error('`forbidden`: a permission is missing')),
    ApiNotFoundResponse(error('`not_found`: no such project or proxy, or not yours')),
    ApiPayloadTooLargeResponse(error('The body is too large')),
    ApiTooManyRequestsResponse(error('`rate_limit_exceeded`: see Retry-After')),
    ApiInternalServerErrorResponse(error('`internal_error`')),
  );
