import type { ForwardAction, IrCache } from './fragment.js';
import { isToken, type Report } from './validate-text.js';

export function validateCache({ mapping }: ForwardAction, cache: IrCache, report: Report): void {
  // A kept answer would be given without the checks of the mapping, and whatever the headers that it reads.
  if (mapping !== null) report('action.cache', 'must not be there beside a mapping');
  if (cache.methods.length === 0) report('action.cache.methods', 'must be one or more');
  for (const part of ['ttlSeconds', 'capacity'] as const) {
    if (!Number.isInteger(cache[part]) || cache[part] < 1) report(`action.cache.${part}`, 'must be >= 1');
  }
  for (const [index, part] of (cache.key ?? []).entries()) {
    if (part.location === 'header' && (!isToken(part.name) || part.name !== part.name.toLowerCase())) {
      report(`action.cache.key[${index}].name`, 'must be a lower-case header name');
    }
  }
}
