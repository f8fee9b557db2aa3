import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** Documents the paging of a list. Source: apiops.md 1.4. */
export const ListQuery = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({ name: 'page', required: false, type: Number, description: 'From 1; without page and size: everything' }),
    ApiQuery({ name: 'size', required: false, type: Number, description: 'Default 20, at most 1000' }),
    ApiQuery({ name: 'sort', required: false, enum: ['name,asc', 'name,desc'], description: 'Default name,asc' }),
  );

/** Histories are newest first. */
export const HistoryQuery = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({ name: 'page', required: false, type: Number, description: 'From 1; without page and size: everything' }),
    ApiQuery({ name: 'size', required: false, type: Number, description: 'Default 20, at most 1000' }),
  );
