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

export function decodeSpecBody(body: unknown, mediaType: string | undefined): UploadedSpec {
  if (!Buffer.isBuffer(body) || body.length === 0) throw empty('spec');
  return { name: 'spec', mediaType: mediaType ?? '', content: body };
}
