import { Injectable } from '@nestjs/common';
import type { PromotionMapping } from '../model/promotion.js';
import type { PackageContent } from '../packages/package-content.js';
import { PackageReader } from '../packages/package-reader.service.js';
import { Problem } from '../shared/problem.js';
import { type Target, type TargetAnswer, type TargetCall, TargetClient } from './target-client.js';

/** What a promotion asks of the other side, in the operations that every installation has. */
@Injectable()
export class TargetInstallation {
  constructor(
    private readonly client: TargetClient,
    private readonly reader: PackageReader,
  ) {}

  /** What is there under the target's name; null when nothing is. */
  async current(target: Target, mapping: PromotionMapping): Promise<PackageContent | null> {
    const call = mapping.kind === 'API_PROXY' ? exportProxy(mapping) : exportGroup(mapping);
    const answer = await this.client.call(target, call);
    if (answer.status === 200) return this.reader.open(answer.bytes, null);
    if (answer.status === 400 && /was not found!|not found in this project/.test(textOf(answer))) return null;
    throw refusal(target, answer);
  }

  /** @throws Problem naming the first environment that is not there */
  async requireEnvironments(target: Target, mapping: PromotionMapping): Promise<void> {
    if (mapping.targetEnvironments.length === 0) return;
    const answer = await this.#call(target, {
      method: 'GET',
      path: ['projects', mapping.targetProject, 'environments'],
    });
    const known = namesOf(answer);
    const absent = mapping.targetEnvironments.find((name) => !known.includes(name));
    if (absent !== undefined) {
      throw new Problem('invalid_argument', `instance ${target.name}: Environment (${absent}) is not found there`);
    }
  }

  /** Over what is there, whole or not at all. */
  async save(target: Target, mapping: PromotionMapping, bytes: Buffer): Promise<void> {
    await this.#call(target, mapping.kind === 'API_PROXY' ? importProxy(mapping, bytes) : importGroup(mapping, bytes));
  }

  /** @throws Problem unless every gateway there confirmed */
  async deploy(target: Target, mapping: PromotionMapping, environment: string, description: string): Promise<void> {
    const kind = mapping.kind === 'API_PROXY' ? 'apiProxies' : 'apiProxyGroups';
    const path = ['projects', mapping.targetProject, kind, mapping.targetName, 'environments', environment];
    const answer = await this.#call(target, { method: 'POST', path, json: { description } });
    const result = memberOf(jsonOf(answer), 'deploymentResult');
    if (memberOf(result, 'success') !== true) {
      throw new Problem('deployment_rejected', `instance ${target.name}: ${wordOf(memberOf(result, 'message'))}`);
    }
  }

  async #call(target: Target, call: TargetCall): Promise<TargetAnswer> {
    const answer = await this.client.call(target, call);
    if (answer.status !== 200) throw refusal(target, answer);
    return answer;
  }
}

const exportProxy = ({ targetProject, targetName }: PromotionMapping): TargetCall => ({
  method: 'GET',
  path: ['projects', targetProject, 'apiProxies', targetName, 'export'],
});

const exportGroup = ({ targetProject, targetName }: PromotionMapping): TargetCall => ({
  method: 'POST',
  path: ['projects', targetProject, 'export-import', 'PROXY_GROUP', 'export'],
  query: { withDependencies: 'true' },
  json: { names: [targetName] },
});

const importProxy = ({ targetProject, targetName }: PromotionMapping, bytes: Buffer): TargetCall => ({
  method: 'PUT',
  path: ['projects', targetProject, 'apiProxies', targetName, 'import'],
  upload: { part: 'apiProxyExportFile', bytes, fields: { metadata: '{}' } },
});

const importGroup = ({ targetProject }: PromotionMapping, bytes: Buffer): TargetCall => ({
  method: 'POST',
  path: ['projects', targetProject, 'export-import', 'PROXY_GROUP', 'import'],
  query: { withDependencies: 'true' },
  upload: { part: 'exportFile', bytes, fields: { override: 'true' } },
});

/** The other side's own words, cut to a length that a record can hold. */
const refusal = (target: Target, answer: TargetAnswer): Problem =>
  new Problem('invalid_argument', `instance ${target.name} answered ${answer.status}: ${textOf(answer)}`);

const textOf = (answer: TargetAnswer): string => wordOf(memberOf(jsonOf(answer), 'error_description'));

const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value.replace(/[\0\p{Surrogate}]/gu, '?').slice(0, 1000) : 'nothing that could be read';

function jsonOf({ bytes }: TargetAnswer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

function namesOf(answer: TargetAnswer): readonly unknown[] {
  const list = memberOf(jsonOf(answer), 'resultList');
  return Array.isArray(list) ? list.map((item) => memberOf(item, 'name')) : [];
}
