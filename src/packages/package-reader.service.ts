import { Inject, Injectable, Optional } from '@nestjs/common';
import { Gate } from '../api-proxies/spec-import/gate.js';
import { DESCRIPTION_KINDS, type DescriptionKind } from '../api-proxies/spec-import/parsed-description.js';
import { runInWorker, type WorkerLimits, type WorkerOutcome } from '../api-proxies/spec-import/run-in-worker.js';
import { SpecImporter } from '../api-proxies/spec-import/spec-importer.js';
import { Problem } from '../shared/problem.js';
import type { PackageContent, PortableProxy } from './package-content.js';
import { packageFault } from './package-fault.js';
import type { PackageWorkerAnswer, PackageWorkerInput } from './package-messages.js';

/** Injection token of the worker's built file; only tests that run from sources provide it. */
export const PACKAGE_WORKER_FILE = Symbol('PACKAGE_WORKER_FILE');

const LIMITS: WorkerLimits = { deadlineMs: 30_000, memoryMb: 1024 };

/** Reads packages off the main thread, so that none can block or kill the process; few at a time, for each may be large. */
@Injectable()
export class PackageReader {
  private readonly gate = new Gate(2, 16);
  private readonly file: URL;

  constructor(
    private readonly importer: SpecImporter,
    @Optional() @Inject(PACKAGE_WORKER_FILE) file?: URL,
  ) {
    this.file = file ?? new URL('./package.worker.js', import.meta.url);
  }

  /** A package that is whole, and whose descriptions are such as an import by file would have taken. */
  async read(bytes: Buffer, passphrase: string | null): Promise<PackageContent> {
    const content = await this.open(bytes, passphrase);
    const proxies = [...content.objects, ...content.dependencies].filter((object) => object.kind === 'API_PROXY');
    for (const [digest, kind] of descriptionsOf(proxies)) {
      await this.importer.parse(content.descriptions.get(digest)?.content ?? Buffer.alloc(0), kind);
    }
    return content;
  }

  /** A package that is whole; its descriptions are not looked into. */
  async open(bytes: Buffer, passphrase: string | null): Promise<PackageContent> {
    const input: PackageWorkerInput = { bytes, passphrase };
    return contentOf(await this.gate.run(() => runInWorker(this.file, input, LIMITS)));
  }
}

function contentOf(outcome: WorkerOutcome): PackageContent {
  switch (outcome.kind) {
    case 'deadline':
      throw packageFault('', 'it takes too long to read; export fewer objects at once');
    case 'memory':
      throw packageFault('', 'it takes too much memory to read; export fewer objects at once');
    case 'crash':
      throw new Problem('internal', 'the package could not be read', {}, { cause: outcome.error });
    case 'answer':
      return unwrap(outcome.value as PackageWorkerAnswer);
  }
}

function unwrap(answer: PackageWorkerAnswer): PackageContent {
  if (!answer.ok) throw new Problem(answer.code, answer.message);
  const { descriptions, ...content } = answer.content;
  const asBuffers = [...descriptions].map(
    ([digest, { content: bytes, mediaType }]) =>
      [digest, { content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), mediaType }] as const,
  );
  return { ...content, descriptions: new Map(asBuffers) };
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
