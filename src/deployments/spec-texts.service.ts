import { Injectable } from '@nestjs/common';
import { ApiProxiesRepository } from '../api-proxies/api-proxies.repository.js';
import type { SpecMember } from '../api-proxies/spec-publish/published-spec.js';
import { SpecPublisher } from '../api-proxies/spec-publish/spec-publisher.js';
import { MAX_SPEC_BYTES, type SpecTexts } from '../compiler/steps/spec-routes.js';
import type { Tx } from '../database/unit-of-work.js';
import { isProblem } from '../shared/problem.js';
import type { SpecSource } from './spec-source.js';

/** Writes the descriptions that gateways serve. */
@Injectable()
export class SpecTextsService {
  constructor(
    private readonly proxies: ApiProxiesRepository,
    private readonly publisher: SpecPublisher,
  ) {}

  /** Null when it is too large to serve, or cannot be written: that is no reason not to deploy. */
  async textsOf(tx: Tx, { title, description, path, members: told }: SpecSource): Promise<SpecTexts | null> {
    const members: SpecMember[] = [];
    for (const { name, specDigest, operations } of told) {
      const stored = specDigest === null ? undefined : await this.proxies.specOf(tx, specDigest);
      members.push({ name, operations, document: stored?.content ?? null });
    }
    if (members.reduce((sum, { document }) => sum + (document?.length ?? 0), 0) > MAX_SPEC_BYTES) return null;
    const request = { kind: 'merged', title, description, serverUrls: [path], members } as const;
    try {
      const [json, yaml] = await Promise.all([
        this.publisher.text({ ...request, format: 'json' }),
        this.publisher.text({ ...request, format: 'yaml' }),
      ]);
      return { json, yaml };
    } catch (error) {
      if (isProblem(error) && error.code === 'invalid_argument') return null;
      throw error;
    }
  }
}
