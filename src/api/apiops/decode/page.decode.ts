import { invalid } from '../../../shared/problem.js';

/** A slice of a list, when the caller asked for one. `page` starts at 1. */
export interface Paging {
  readonly page: number;
  readonly size: number;
}

export type SortDirection = 'asc' | 'desc';

export interface ListRequest {
  readonly paging: Paging | undefined;
  /** By name, the one order that is served. */
  readonly direction: SortDirection;
}

const DEFAULT_SIZE = 20;
const MAX_SIZE = 1000;

/** Without `page` and `size`: everything. Source: apiops.md 1.4. */
export function decodeList(query: Readonly<Record<string, unknown>>): ListRequest {
  const page = positive(query, 'page', Number.MAX_SAFE_INTEGER / MAX_SIZE);
  const size = positive(query, 'size', MAX_SIZE);
  return {
    paging: page === undefined && size === undefined ? undefined : { page: page ?? 1, size: size ?? DEFAULT_SIZE },
    direction: query['sort'] === 'name,desc' ? 'desc' : 'asc',
  };
}

/** Turns name-ordered rows into the asked-for order and slice. */
export function sliceOf<T>(rows: readonly T[], { paging, direction }: ListRequest): readonly T[] {
  const ordered = direction === 'desc' ? rows.toReversed() : rows;
  if (paging === undefined) return ordered;
  return ordered.slice((paging.page - 1) * paging.size, paging.page * paging.size);
}

function positive(query: Readonly<Record<string, unknown>>, name: string, max: number): number | undefined {
  const text = query[name];
  if (text === undefined || text === '') return undefined;
  const value = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= max)) throw invalid(name, `use a whole number from 1 to ${Math.floor(max)}`);
  return value;
}
