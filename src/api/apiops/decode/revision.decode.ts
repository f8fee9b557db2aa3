import { notFound } from '../../../shared/problem.js';
import type { ListRequest } from './page.decode.js';

/** Anything but a whole number names no revision. */
export function decodeRevision(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw notFound('revision', text);
  return Number(text);
}

/** Newest first, whatever order was asked for: histories have no names. */
export const pageOf = ({ paging }: ListRequest) =>
  paging === undefined ? undefined : { number: paging.page, size: paging.size };
