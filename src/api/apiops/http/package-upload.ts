import { applyDecorators, type NestInterceptor, StreamableFile, type Type, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiConsumes, ApiHeader } from '@nestjs/swagger';
import { PACKAGE_LIMITS } from '../../../packages/package-limits.js';
import { fileNameOf } from '../../../packages/write-package.js';
import { PASSPHRASE_HEADER } from '../decode/package.decode.js';
import { MAX_METADATA_BYTES } from '../decode/upload.decode.js';

/** Takes one package in the part of that name. */
export const PackageFile = (part: string): MethodDecorator =>
  applyDecorators(
    UseInterceptors(uploadOf(part)),
    ApiConsumes('multipart/form-data'),
    ApiHeader({
      name: PASSPHRASE_HEADER,
      required: false,
      description: 'Base64 of the UTF-8 passphrase; needed for encrypted packages, ignored for plain ones',
    }),
  );

const uploadOf = (part: string): Type<NestInterceptor> =>
  FileInterceptor(part, {
    limits: { fileSize: PACKAGE_LIMITS.fileBytes, fieldSize: MAX_METADATA_BYTES, fields: 20, files: 1 },
  });

/** A ZIP to download, called as its object. */
export const zipAnswer = (bytes: Buffer, name: string): StreamableFile =>
  new StreamableFile(bytes, {
    type: 'application/octet-stream',
    disposition: `attachment; filename="${fileNameOf(name)}.zip"`,
    length: bytes.length,
  });
