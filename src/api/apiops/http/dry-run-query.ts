import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** Documents the dry run of an operation. An extension of ours. */
export const DryRunQuery = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({
      name: 'dryRun',
      required: false,
      type: Boolean,
      description: 'True: answers what would change, in `dryRunResult`, and changes nothing. An extension of ours',
    }),
  );
