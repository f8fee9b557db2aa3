import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import type { Page, PageRequest } from '../../../shared/page.js';
import { Optional } from './optional.decorator.js';

export const MAX_PAGE_SIZE = 200;

export class PageQuery {
  @ApiProperty({ required: false, minimum: 1, default: 1 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly page?: number;

  @ApiProperty({ required: false, minimum: 1, maximum: MAX_PAGE_SIZE, default: 50 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  readonly size?: number;
}

/** `total` counts all items, not those of this page. */
export interface PageBody<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly page: number;
  readonly size: number;
}

export const pageRequest = ({ page = 1, size = 50 }: PageQuery): PageRequest => ({ number: page, size });

export const pageBody = <T, B>({ items, total }: Page<T>, query: PageQuery, present: (item: T) => B): PageBody<B> => {
  const { number, size } = pageRequest(query);
  return { items: items.map(present), total, page: number, size };
};

/** For lists that a use case gives whole. */
export const pageOf = <T>(items: readonly T[], query: PageQuery): Page<T> => {
  const { number, size } = pageRequest(query);
  return { items: items.slice((number - 1) * size, number * size), total: items.length };
};

/** A list that cannot grow beyond what fits one answer. */
export interface ListBody<T> {
  readonly items: readonly T[];
}

export const listBody = <T, B>(items: readonly T[], present: (item: T) => B): ListBody<B> => ({
  items: items.map(present),
});
