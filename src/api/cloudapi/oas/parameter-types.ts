import type { OutlineParameter } from '../../../api-proxies/spec-import/outline-parameters.js';

/** Types of this protocol and how descriptions say them. The first that fits counts. Source: cloudapi-2016-07-14.md 4.4. */
const TYPES: readonly (readonly [name: string, type: string, format: string])[] = [
  ['Long', 'integer', 'int64'],
  ['Int', 'integer', 'int32'],
  ['Float', 'number', 'float'],
  ['Double', 'number', 'double'],
  ['Boolean', 'boolean', ''],
  ['Array', 'array', ''],
  ['String', 'string', ''],
];

export function parameterType({ type, format }: Pick<OutlineParameter, 'type' | 'format'>): string {
  const exact = TYPES.find(([, each, form]) => each === type && form === format);
  if (exact !== undefined) return exact[0];
  if (type === 'integer') return 'Int';
  if (type === 'number') return 'Double';
  return TYPES.find(([, each]) => each === type)?.[0] ?? 'String';
}

export function describedType(name: string): { readonly type: string; readonly format?: string } {
  const [, type, format] = TYPES.find(([each]) => each.toUpperCase() === name.toUpperCase()) ?? ['', 'string', ''];
  return format === '' ? { type } : { type, format };
}

/** Of a parameter of the backend. */
export function backendType(type: string): string {
  if (/^(INT|LONG|FLOAT|DOUBLE)$/i.test(type)) return 'NUMBER';
  return /^BOOLEAN$/i.test(type) ? 'BOOLEAN' : 'STRING';
}
