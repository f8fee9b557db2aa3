import { Injectable } from '@nestjs/common';
import { GuardedFetcher } from '../../../api-proxies/spec-import/guarded-fetcher.js';
import type { ParsedDescription } from '../../../api-proxies/spec-import/parsed-description.js';
import { SpecImporter } from '../../../api-proxies/spec-import/spec-importer.js';
import { defaultRouting, operationsOf } from '../../../api-proxies/spec-import/to-definition.js';
import { newId } from '../../../shared/ids.js';
import { Problem } from '../../../shared/problem.js';
import type { CreationType, SpecCredential, SpecSource } from '../decode/proxy.decode.js';
import type { ImportedSpec } from './proxy-definition.js';

/** A parsed description and the bytes it came as, which are kept. */
export interface LoadedSpec extends ImportedSpec {
  readonly document: { readonly content: Buffer; readonly mediaType: string };
}

/** Gets a description, from where a request says, and reads it. */
@Injectable()
export class SpecLoader {
  constructor(
    private readonly fetcher: GuardedFetcher,
    private readonly importer: SpecImporter,
  ) {}

  /** Null for a proxy that has no description. */
  async load(source: SpecSource | null, creationType: CreationType): Promise<LoadedSpec | null> {
    if (source === null) return null;
    if (creationType === 'REVERSE_PROXY' || creationType === 'EMPTY_API') {
      throw new Problem('invalid_argument', `${creationType} proxies have no specification`);
    }
    const content = await this.#bytes(source);
    const parsed = await this.importer.parse(content, creationType);
    const documentUrl = source.from === 'url' ? source.url : null;
    return {
      operations: operationsOf(parsed, newId),
      routing: defaultRouting(parsed.servers, documentUrl, soapTypeOf(parsed)),
      document: { content, mediaType: creationType === 'WSDL' ? 'text/xml' : mediaTypeOf(content) },
    };
  }

  #bytes(source: SpecSource): Promise<Buffer> {
    if (source.from === 'file') return Promise.resolve(source.file.content);
    return this.fetcher.fetch(source.url, {
      headers: source.credentials.filter(isIn('header')),
      query: source.credentials.filter(isIn('query')),
    });
  }
}

const isIn =
  (place: SpecCredential['in']) =>
  (credential: SpecCredential): boolean =>
    credential.in === place;

/** That of the port whose address comes first. */
function soapTypeOf({ operations }: ParsedDescription): 'SOAP11' | 'SOAP12' | 'HTTP' {
  const version = operations[0]?.soap?.[0]?.version;
  if (version === undefined) return 'HTTP';
  return version === '1.1' ? 'SOAP11' : 'SOAP12';
}

/** By the first character that counts; what the sender called it is often wrong. */
const mediaTypeOf = (content: Buffer): string =>
  /^(\uFEFF)?\s*\{/.test(content.toString('utf8', 0, 256)) ? 'application/json' : 'application/yaml';
