import { invalid } from '../../../shared/problem.js';

/** NUL and lone surrogates cannot be stored as text, nor be shown to anybody. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** @throws Problem `invalid_argument` naming the first text, at any depth, that cannot be stored */
export function requireStorableText(value: unknown, field: string): void {
  if (typeof value === 'string') {
    if (UNSTORABLE.test(value)) throw invalid(field, 'holds a character that text cannot have');
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) requireStorableText(item, `${field}[${index}]`);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      const path = field === '' ? name : `${field}.${name}`;
      requireStorableText(name, path.replaceAll('\0', ''));
      requireStorableText(member, path);
    }
  }
}
