import { createHash } from 'node:crypto';

/** One JSON value per line behind a checksum of its text: `<32 hex> <json>\n`. A torn or changed line shows. */
export const checkedLine = (value: unknown): string => {
  const json = JSON.stringify(value);
  return `${checksum(json)} ${json}\n`;
};

export interface CheckedLines {
  /** Up to the first bad line. */
  readonly values: readonly unknown[];
  readonly isWhole: boolean;
}

export function parseCheckedLines(text: string): CheckedLines {
  const lines = text.split('\n');
  const values: unknown[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === lines.length - 1 && line === '') return { values, isWhole: true };
    const json = line.slice(33);
    if (line[32] !== ' ' || line.slice(0, 32) !== checksum(json) || index === lines.length - 1) break;
    values.push(JSON.parse(json));
  }
  return { values, isWhole: false };
}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
