import { Injectable } from '@nestjs/common';
import { GuardedFetcher } from '../../../api-proxies/spec-import/guarded-fetcher.js';
import type { Outline, OutlineKind } from '../../../api-proxies/spec-import/outline.js';
import { SpecImporter } from '../../../api-proxies/spec-import/spec-importer.js';
import type { SpecFormat } from '../../../api-proxies/spec-publish/published-spec.js';
import { SpecPublisher } from '../../../api-proxies/spec-publish/spec-publisher.js';
import { fileNameOf } from '../../../packages/write-package.js';
import { writeZip } from '../../../packages/zip/write-zip.js';
import { type ExportRequest, encodeDocument } from './encode-document.js';
import { WORDS } from './extensions.js';

/** Descriptions as they come and go over the wire. */
@Injectable()
export class Descriptions {
  constructor(
    private readonly importer: SpecImporter,
    private readonly fetcher: GuardedFetcher,
    private readonly publisher: SpecPublisher,
  ) {}

  /**
   * `data`: the text of a description, or the URL of one.
   * @throws Problem of field `spec` or `specUrl`; busy
   */
  async read(data: string, kind: OutlineKind | null): Promise<Outline> {
    const isUrl = /^\s*https?:\/\/\S+\s*$/i.test(data);
    const bytes = isUrl ? await this.fetcher.fetch(data.trim()) : Buffer.from(data);
    return this.importer.outline(bytes, kind, WORDS);
  }

  /** A ZIP with one file. */
  async archive(request: ExportRequest, format: SpecFormat): Promise<Buffer> {
    const document = Buffer.from(JSON.stringify(encodeDocument(request)));
    const text = await this.publisher.text({ kind: 'plain', document, format });
    return writeZip([{ name: `${fileNameOf(request.title)}.${format}`, content: Buffer.from(text) }]);
  }
}
