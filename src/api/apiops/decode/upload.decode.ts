import type { UploadedSpec } from './proxy.decode.js';

/** Specification files. Source: apiops.md 4.4; the limit is ours. */
export const MAX_SPEC_BYTES = 50 * 1024 * 1024;
export const MAX_METADATA_BYTES = 1024 * 1024;

interface UploadedPart {
  readonly originalname: string;
  readonly mimetype: string;
  readonly buffer: Buffer;
}

export interface UploadedParts {
  readonly specFile?: readonly UploadedPart[];
  readonly metadata?: readonly UploadedPart[];
}

/** The two parts of an upload. `metadata` comes as a field or, from some clients, as a file part. */
export function decodeUpload(
  files: UploadedParts | undefined,
  fields: unknown,
): { readonly metadata: string | undefined; readonly file: UploadedSpec | undefined } {
  const part = files?.specFile?.[0];
  return {
    metadata: fieldOf(fields) ?? files?.metadata?.[0]?.buffer.toString('utf8'),
    file: part === undefined ? undefined : { name: part.originalname, mediaType: part.mimetype, content: part.buffer },
  };
}

function fieldOf(fields: unknown): string | undefined {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, 'metadata')) return undefined;
  const { metadata } = fields as { metadata: unknown };
  return typeof metadata === 'string' ? metadata : undefined;
}
