import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type Actor, seesProject } from '../model/actor.js';
import type { PromotionExecution } from '../model/promotion.js';
import { compareContent, type ObjectChange } from '../packages/compare-content.js';
import { PackageExportService } from '../packages/package-export.service.js';
import { PackageReader } from '../packages/package-reader.service.js';
import { Clock } from '../shared/clock.js';
import { newId } from '../shared/ids.js';
import type { Page, PageRequest } from '../shared/page.js';
import { isProblem, Problem } from '../shared/problem.js';
import { asItStands, newRun, STEPS } from './new-run.js';
import { PromotionExecutionsRepository } from './promotion-executions.repository.js';
import { type MappedInstance, notThere, PromotionSettingsService } from './promotion-settings.service.js';
import { TargetInstallation } from './target-installation.js';

export interface RunRequest {
  readonly mappingNames: readonly string[];
  readonly name: string;
  readonly description: string;
}

/** What a mapping would change on the other side. */
export interface MappingPreview extends MappedInstance {
  readonly objects: readonly ObjectChange[];
}

/** Sends packages to other installations, one mapping after the other, and keeps a record of each. */
@Injectable()
export class PromotionRunsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: PromotionSettingsService,
    private readonly exports: PackageExportService,
    private readonly reader: PackageReader,
    private readonly targets: TargetInstallation,
    private readonly executions: PromotionExecutionsRepository,
    private readonly clock: Clock,
  ) {}

  /** Looks at both sides and writes on neither. */
  async preview(actor: Actor, mappingNames: readonly string[]): Promise<MappingPreview[]> {
    const previews: MappingPreview[] = [];
    for (const mapped of await this.settings.executable(actor, mappingNames)) {
      previews.push({ ...mapped, objects: await this.#compare(actor, mapped) });
    }
    return previews;
  }

  /**
   * Runs every mapping, and stops at the first that fails: what was promoted before it stays.
   * @throws Problem that names the run, whose record says how far it came
   */
  async execute(actor: Actor, request: RunRequest): Promise<PromotionExecution[]> {
    const mapped = await this.settings.executable(actor, request.mappingNames);
    const run = newRun(mapped, { ...request, executedBy: actor.username, now: this.clock.now(), newId });
    await this.unitOfWork.run((tx) => this.executions.insert(tx, run));
    const done: PromotionExecution[] = [];
    for (const [index, execution] of run.entries()) {
      const what = mapped[index];
      if (what === undefined) continue;
      const ended = await this.#promote(actor, what, execution);
      done.push(ended);
      if (ended.state !== 'FAILED') continue;
      for (const left of run.slice(index + 1))
        await this.#fail(left, 'Not started: an earlier mapping of the run failed');
      throw failed(ended);
    }
    return done;
  }

  /** In the order in which they ran; those of projects that the actor sees. */
  async ofRun(actor: Actor, executionId: string): Promise<PromotionExecution[]> {
    const all = await this.unitOfWork.read((tx) => this.executions.ofRun(tx, executionId));
    const visible = all.filter(({ projectId }) => seesProject(actor, projectId));
    if (visible.length === 0) throw notThere('execution', executionId);
    return visible.map((execution) => asItStands(execution, this.clock.now()));
  }

  /** Newest first. */
  async search(actor: Actor, page: PageRequest): Promise<Page<PromotionExecution>> {
    const projects = actor.admin ? undefined : [...actor.grants.keys()];
    const { items, total } = await this.unitOfWork.read((tx) => this.executions.search(tx, projects, page));
    return { items: items.map((execution) => asItStands(execution, this.clock.now())), total };
  }

  async #compare(actor: Actor, { mapping, instance }: MappedInstance): Promise<ObjectChange[]> {
    const target = await this.settings.target(instance.id);
    await this.targets.requireEnvironments(target, mapping);
    const here = await this.reader.open(await this.#package(actor, { mapping, instance }), null);
    const there = await this.targets.current(target, mapping);
    const renamed = here.objects.map((object) => ({ ...object, name: mapping.targetName }));
    return compareContent({ ...here, objects: renamed }, [...(there?.objects ?? []), ...(there?.dependencies ?? [])]);
  }

  #package(actor: Actor, { mapping }: MappedInstance): Promise<Buffer> {
    return this.exports.export(actor, {
      projectId: mapping.projectId,
      type: mapping.kind,
      names: [mapping.sourceName],
      withDependencies: true,
      passphrase: null,
    });
  }

  /** Whatever happens is written down; nothing but the record says that a run failed half-way. */
  async #promote(actor: Actor, what: MappedInstance, execution: PromotionExecution): Promise<PromotionExecution> {
    let current = execution;
    const enter = async (step: number, stepName: string) => {
      current = { ...current, state: 'RUNNING', step, stepName };
      await this.#write(current);
    };
    try {
      await this.#steps(actor, what, enter);
    } catch (error) {
      await this.#fail(current, isProblem(error) ? error.message : 'An unexpected error occurred');
      if (!isProblem(error)) throw error;
      return { ...current, state: 'FAILED', errorMessage: error.message };
    }
    return this.#write({ ...current, state: 'SUCCEEDED', step: current.totalSteps, completedAt: this.clock.now() });
  }

  async #steps(
    actor: Actor,
    what: MappedInstance,
    enter: (step: number, stepName: string) => Promise<void>,
  ): Promise<void> {
    const { mapping, instance } = what;
    await enter(1, STEPS.export);
    const bytes = await this.#package(actor, what);
    const target = await this.settings.target(instance.id);
    await this.targets.requireEnvironments(target, mapping);
    await enter(2, STEPS.save);
    await this.targets.save(target, mapping, bytes);
    for (const [index, environment] of mapping.targetEnvironments.entries()) {
      await enter(3 + index, STEPS.deploy(environment));
      await this.targets.deploy(target, mapping, environment, `Promoted by ${actor.username} (${mapping.name})`);
    }
  }

  #fail(execution: PromotionExecution, errorMessage: string): Promise<PromotionExecution> {
    return this.#write({ ...execution, state: 'FAILED', completedAt: this.clock.now(), errorMessage });
  }

  async #write(execution: PromotionExecution): Promise<PromotionExecution> {
    const touched = { ...execution, touchedAt: this.clock.now() };
    await this.unitOfWork.run((tx) => this.executions.update(tx, touched));
    return touched;
  }
}

const failed = ({ executionId, mappingName, stepName, errorMessage }: PromotionExecution): Problem =>
  new Problem(
    'invalid_argument',
    `Promotion execution (${executionId}) failed at mapping ${mappingName}, ${stepName}: ${errorMessage}`,
  );
