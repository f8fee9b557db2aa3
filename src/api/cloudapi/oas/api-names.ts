import type { OutlineOperation } from '../../../api-proxies/spec-import/outline.js';
import type { Limits } from '../../../config/limits.js';

type NameLimits = Pick<Limits, 'shortestName' | 'longestName'>;

/** A name by the rules of this protocol (4.0), made of the operation's id, or of its method and path. */
export function apiNameFrom({ operationId, method, path }: OutlineOperation, limits: NameLimits): string {
  const text = operationId === '' ? `${method.toLowerCase()} ${path}` : operationId;
  const plain = text.replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^_+|_+$/g, '');
  const isName = /^\p{L}/u.test(plain) && [...plain].length >= limits.shortestName;
  return [...(isName ? plain : `api_${plain === '' ? 'root' : plain}`)].slice(0, limits.longestName).join('');
}

/** The name, or the first of `name_2`, `name_3`, ... that is free. */
export function freeName(name: string, { longestName }: NameLimits, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `_${number}`;
    const candidate = `${[...name].slice(0, longestName - suffix.length).join('')}${suffix}`;
    if (!isTaken(candidate)) return candidate;
  }
}
