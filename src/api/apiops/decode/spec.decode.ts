import { SPEC_FORMATS, type SpecFormat } from '../../../api-proxies/spec-publish/published-spec.js';
import { SPEC_TEXTS } from '../http/messages.js';
import { empty, refused } from './fields.js';
import type { UploadedSpec } from './proxy.decode.js';

/** `format`; absent: JSON. */
export function decodeSpecFormat(format: unknown): SpecFormat {
  if (format === undefined || format === '') return 'json';
  const known = SPEC_FORMATS.find((each) => each === format);
  if (known === undefined) throw refused(SPEC_TEXTS.format(String(format)));
  return known;
}

/** @returns whether gateways serve it */
export function decodeHideSpec(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw refused(SPEC_TEXTS.hide);
  return text === 'false';
}

/** What needs a caller to be known, or a backend that describes itself, is not served here. */
export function decodeAccessType(text: string): boolean {
  if (text !== 'PUBLIC' && text !== 'HIDDEN') throw refused(SPEC_TEXTS.access(text));
  return text === 'PUBLIC';
}

export function decodeSpecBody(body: unknown, mediaType: string | undefined): UploadedSpec {
  if (!Buffer.isBuffer(body) || body.length === 0) throw empty('spec');
  return { name: 'spec', mediaType: mediaType ?? '', content: body };
}
