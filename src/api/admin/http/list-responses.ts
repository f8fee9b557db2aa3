import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';

type Schemas = Record<string, { readonly type: 'integer' }>;

const describeList = (item: Type<unknown>, counts: Schemas): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      schema: {
        type: 'object',
        required: ['items', ...Object.keys(counts)],
        properties: { items: { type: 'array', items: { $ref: getSchemaPath(item) } }, ...counts },
      },
    }),
  );

/** Documents a `ListBody`. */
export const ApiListResponse = (item: Type<unknown>) => describeList(item, {});

/** Documents a `PageBody`. */
export const ApiPageResponse = (item: Type<unknown>) =>
  describeList(item, { total: { type: 'integer' }, page: { type: 'integer' }, size: { type: 'integer' } });
