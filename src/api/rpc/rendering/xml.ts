import { XMLBuilder } from 'fast-xml-parser';
import type { JsonValue } from '../../../shared/canonical-json.js';
import type { JsonObject } from '../define-action.js';

const builder = new XMLBuilder({ ignoreAttributes: true, suppressEmptyNode: false, processEntities: true });

/** A list is its item element, repeated inside the wrapper that the JSON form has too. Source: cloudapi-2016-07-14.md 1.7. */
export const toXml = (root: string, fields: JsonObject): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: writable(fields) })}`;

/** XML 1.0 cannot hold most control characters, not even escaped. */
function writable(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replace(UNWRITABLE, '\ufffd');
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(writable);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, writable(member)]));
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
