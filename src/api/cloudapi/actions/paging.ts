import type { Page, PageRequest } from '../../../shared/page.js';

export const slice = <T>(items: readonly T[], { number, size }: PageRequest): Page<T> => ({
  items: items.slice((number - 1) * size, number * size),
  total: items.length,
});

export const pageFields = ({ number, size }: PageRequest, total: number) => ({
  TotalCount: total,
  PageNumber: number,
  PageSize: size,
});
