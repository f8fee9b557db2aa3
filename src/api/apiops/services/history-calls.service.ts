import { Injectable } from '@nestjs/common';
import type { HistoryOf } from '../../../deployments/commands.js';
import { HistoriesService } from '../../../deployments/histories.service.js';
import { EnvironmentsService } from '../../../environments/environments.service.js';
import type { Actor } from '../../../model/actor.js';
import type { TargetContent } from '../../../model/deployment.js';
import type { Id } from '../../../shared/ids.js';
import type { PageRequest } from '../../../shared/page.js';
import { isProblem, Problem } from '../../../shared/problem.js';
import { HISTORY_TEXTS } from '../http/messages.js';
import type { HistoryView } from '../present/history.presenter.js';
import type { GroupPath } from './group-calls.service.js';
import { Lookups } from './lookups.service.js';
import type { ProxyPath } from './proxy-calls.service.js';

/** Whose history a path is about. */
export type HistoryPath = ProxyPath | GroupPath;

/** The histories of proxies and of groups. */
@Injectable()
export class HistoryCalls {
  constructor(
    private readonly lookups: Lookups,
    private readonly histories: HistoriesService,
    private readonly environments: EnvironmentsService,
  ) {}

  /** Newest first. */
  async list(actor: Actor, path: HistoryPath, page: PageRequest | undefined): Promise<HistoryView> {
    const { projectId, of } = await ownerOf(this.lookups, actor, path);
    const { items, total } = await this.histories.list(actor, projectId, of, page);
    return { entries: items, total, environments: await this.environments.list(actor) };
  }

  async get(actor: Actor, path: HistoryPath, revision: number): Promise<HistoryView> {
    const { projectId, of } = await ownerOf(this.lookups, actor, path);
    const entry = await this.histories.get(actor, projectId, of, revision);
    return { entries: [entry], total: 1, environments: await this.environments.list(actor) };
  }

  async delete(actor: Actor, path: HistoryPath, revision: number): Promise<void> {
    const { projectId, of } = await ownerOf(this.lookups, actor, path);
    await worded(this.histories.delete(actor, projectId, of, revision), HISTORY_TEXTS.notDeleted);
  }

  async compare(
    actor: Actor,
    path: HistoryPath,
    revisions: readonly [number, number],
  ): Promise<readonly [TargetContent, TargetContent]> {
    const { projectId, of } = await ownerOf(this.lookups, actor, path);
    return worded(this.histories.compare(actor, projectId, of, revisions), HISTORY_TEXTS.notCompared);
  }
}

export async function ownerOf(
  lookups: Lookups,
  actor: Actor,
  path: HistoryPath,
): Promise<{ readonly projectId: Id; readonly of: HistoryOf }> {
  if ('apiProxyName' in path) {
    const { id, projectId } = await lookups.proxy(actor, path.projectName, path.apiProxyName);
    return { projectId, of: { kind: 'proxy', id } };
  }
  const { id, projectId } = await lookups.group(actor, path.projectName, path.apiProxyGroupName);
  return { projectId, of: { kind: 'group', id } };
}

/** Puts the core's reason, of a revision that is there, into a sentence of this dialect. */
export async function worded<T>(work: Promise<T>, sentence: (revision: string, reason: string) => string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isProblem(error) || error.facts.resource !== 'revision' || error.code === 'not_found') throw error;
    throw new Problem(error.code, sentence(error.facts.name ?? '', error.message), error.facts);
  }
}
