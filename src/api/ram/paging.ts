import { invalid } from '../../shared/problem.js';
import { count, text } from '../rpc/decode/parameters.js';

/** RAM's lists go on behind a marker instead of counting pages. */
export const PAGING = {
  Marker: text('Where the list goes on: Marker of the answer before.'),
  MaxItems: count('Entries at most, up to 1000.', 100, 1000),
};

export const PAGING_SHAPE = { IsTruncated: 'boolean', Marker: 'string' } as const;

export interface Cut<T> {
  readonly items: readonly T[];
  /** Null: these are the last. */
  readonly marker: string | null;
}

/** The marker is the place of the next entry. */
export function cut<T>(all: readonly T[], marker: string | undefined, most: number): Cut<T> {
  const from = (marker ?? '') === '' ? 0 : Number(marker);
  if (!Number.isSafeInteger(from) || from < 0) throw invalid('Marker', 'use the Marker of an answer');
  const to = from + most;
  return { items: all.slice(from, to), marker: to < all.length ? String(to) : null };
}

export const pagingFields = ({ marker }: Pick<Cut<unknown>, 'marker'>) => ({
  IsTruncated: marker !== null,
  ...(marker === null ? {} : { Marker: marker }),
});
