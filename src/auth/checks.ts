import { invalid, missing } from '../shared/problem.js';

/** A text people gave. @throws Problem naming the field when it is empty, too long, or has control characters */
export function checkText(field: string, text: string, maxCharacters: number): void {
  if (text.trim() === '') throw missing(field);
  checkOptionalText(field, text, maxCharacters);
}

/** As `checkText`, but may be empty. */
export function checkOptionalText(field: string, text: string, maxCharacters: number): void {
  if (text.length > maxCharacters) throw invalid(field, `use at most ${maxCharacters} characters`);
  if (/\p{Cc}/u.test(text)) throw invalid(field, 'must not hold control characters');
}

/** A name that ends up in ARNs, log lines and URLs. */
export function checkName(field: string, name: string, maxCharacters: number): void {
  checkText(field, name, maxCharacters);
  if (!/^[\p{L}\p{N}._@+-]+$/u.test(name)) throw invalid(field, 'use letters, digits and . _ @ + -');
}
