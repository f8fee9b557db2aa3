import type { PathMatch } from '../../../ir/fragment.js';
import { scopeSegmentOf } from './segment.js';

const template = (...segments: readonly string[]): PathMatch => ({
  kind: 'template',
  segments: segments.map((text) => (text.startsWith('{') ? { param: text } : { literal: text })),
  tail: false,
});

describe(scopeSegmentOf.name, () => {
  it.each<[string, PathMatch, number, string | null]>([
    ['the first of an exact path', { kind: 'exact', path: '/orders/1' }, 0, 'orders'],
    ['the first of a prefix', { kind: 'prefix', path: '/orders' }, 0, 'orders'],
    ['the first of a template', template('orders', '{id}'), 0, 'orders'],
    ['none of a template that begins with a parameter', template('{tenant}', 'orders'), 0, null],
    ['none of the root', { kind: 'prefix', path: '/' }, 0, null],
    ['none of the root alone', { kind: 'exact', path: '/' }, 0, null],
    ['the one behind a root context', { kind: 'prefix', path: '/gw/orders' }, 1, 'orders'],
    ['none where a root context ends', { kind: 'prefix', path: '/gw' }, 1, null],
    ['with an escape that has one spelling', { kind: 'exact', path: '/a%20b' }, 0, 'a%20b'],
    ['none where an escape has two spellings', { kind: 'exact', path: '/%C3%BC/x' }, 0, null],
  ])('is %s', (_, path, depth, segment) => expect(scopeSegmentOf(path, depth)).toBe(segment));
});
