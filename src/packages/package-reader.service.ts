import { Injectable } from '@nestjs/common';
import { Gate } from '../api-proxies/spec-import/gate.js';
import { DESCRIPTION_KINDS, type DescriptionKind } from '../api-proxies/spec-import/parsed-description.js';
import { SpecImporter } from '../api-proxies/spec-import/spec-importer.js';
import type { PackageContent, PortableProxy } from './package-content.js';
import { packageFault } from './package-fault.js';
import { readPackage } from './read-package.js';

/** Reads packages, few at a time: one may unpack to more than a hundred megabytes. */
@Injectable()
export class PackageReader {
  private readonly gate = new Gate(2, 16);

  constructor(private readonly importer: SpecImporter) {}

  /** A package that is whole, and whose descriptions are such as an import by file would have taken. */
  read(bytes: Buffer, passphrase: string | null): Promise<PackageContent> {
    return this.gate.run(async () => {
      const content = await readPackage(bytes, passphrase);
      const proxies = [...content.objects, ...content.dependencies].filter((object) => object.kind === 'API_PROXY');
      for (const [digest, kind] of descriptionsOf(proxies)) {
        await this.importer.parse(content.descriptions.get(digest)?.content ?? Buffer.alloc(0), kind);
      }
      return content;
    });
  }
}

/** Each description once, with the kind that its proxy says it is. */
function descriptionsOf(proxies: readonly PortableProxy[]): Map<string, DescriptionKind> {
  const kinds = new Map<string, DescriptionKind>();
  for (const { name, definition } of proxies) {
    if (definition.specDigest === null) continue;
    const kind = DESCRIPTION_KINDS.find((candidate) => candidate === definition.source);
    if (kind === undefined)
      throw packageFault('', `${name} is ${definition.source}, and such proxies have no description`);
    kinds.set(definition.specDigest, kind);
  }
  return kinds;
}
