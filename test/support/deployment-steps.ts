import {
  DeploymentModel,
  type Draft,
  ENVIRONMENTS,
  type EnvironmentName,
  GROUPS,
  isGroup,
  keyOf,
  type Mapping,
  type Outcome,
  PATHS,
  type Place,
  PROJECTS,
  PROXIES,
} from './deployment-model.js';
import type { DeploymentProgram, Told } from './deployment-program.js';
import type { Random } from './random.js';

/** What can be done, as often as it is dealt out in each round. */
const ACTS = {
  edit: 3,
  move: 1,
  join: 3,
  leave: 1,
  order: 1,
  deploy: 4,
  undeploy: 2,
  rollback: 4,
  promote: 4,
  carry: 3,
} as const;
type Act = keyof typeof ACTS;
export const ROUND = Object.values(ACTS).reduce((sum, times) => sum + times, 0);

/** One step: what was done, what the model says of it, and what the program said. */
interface Step {
  readonly words: string;
  readonly expected: Outcome;
  readonly told: Promise<Told>;
}

/** Does to the program and to the model the same, as chance will have it. */
export class DeploymentSteps {
  readonly #model = new DeploymentModel();
  /** What was done, and what came of it. */
  readonly log: string[] = [];
  /** E.g. `deploy group: refused`. */
  readonly kinds = new Set<string>();
  #dealt: Act[] = [];

  constructor(
    private readonly program: DeploymentProgram,
    private readonly random: Random,
  ) {}

  /** Everything of the first project. */
  async create(): Promise<void> {
    await this.program.prepare();
    for (const [index, name] of PROXIES.entries()) {
      const draft = { path: PATHS[index] ?? '', backend: `${name}-v1`, forbidden: false };
      this.#model.create(HOME(name), draft);
      await this.program.createProxy(HOME(name), draft);
    }
    for (const [index, name] of GROUPS.entries()) {
      const path = PATHS[index + 1] ?? '';
      this.#model.create(HOME(name), { path, members: [] });
      await this.program.createGroup(HOME(name), path);
    }
  }

  /** @throws when the program says something else of the step than the model */
  async next(): Promise<void> {
    if (this.#dealt.length === 0) this.#dealt = this.#shuffled();
    const act = this.#dealt.pop();
    if (act === undefined) throw new Error('nothing to do');
    const { words, expected, told } = this[act]();
    this.log.push(`${words}: ${expected}`);
    const { outcome, text } = await told;
    expect([words, outcome, outcome === expected ? '' : text]).toEqual([words, expected, '']);
  }

  expected(): object {
    return {
      objects: Object.fromEntries(
        PLACES.filter((at) => this.#model.exists(at)).map((at) => [keyOf(at), this.#expectedOf(at)]),
      ),
      answers: ENVIRONMENTS.flatMap((environment) =>
        PATHS.map((path) => `${environment}${path}: ${this.#model.answer(environment, path)}`),
      ),
    };
  }

  #expectedOf(at: Place): object {
    const [draft, records] = [this.#model.draft(at), this.#model.records(at)];
    if (draft === undefined) return { ...this.#model.group(at), records };
    return { path: draft.path, url: this.program.addressOf(draft), records };
  }

  protected edit(): Step {
    const at = this.#place(PROXIES);
    const backend = `${at.name}-v${this.random.between(1, 4)}`;
    const draft: Draft = { path: this.random.pick(PATHS), backend, forbidden: this.random.chance(0.15) };
    const environments = this.#environments(0.3);
    const expected = this.#model.editProxy(at, draft, environments);
    const words = `edit ${said(at)} ${JSON.stringify(draft)} and deploy to [${environments}]`;
    return this.#step('edit', at, words, expected, this.program.editProxy(at, draft, environments));
  }

  protected move(): Step {
    const [at, path] = [this.#place(GROUPS), this.random.pick(PATHS)];
    const environments = this.#environments(0.5).slice(0, 1);
    const expected = this.#model.moveGroup(at, path, environments);
    const words = `move ${said(at)} to ${path} and deploy to [${environments}]`;
    return this.#step('move', at, words, expected, this.program.moveGroup(at, path, environments));
  }

  protected join(): Step {
    const [at, member] = [this.#place(GROUPS), this.random.pick(PROXIES)];
    const joined = (members: readonly string[]) => (members.includes(member) ? members : [...members, member]);
    const expected = this.#model.regroup(at, joined, [member]);
    return this.#step('join', at, `${member} joins ${said(at)}`, expected, this.program.join(at, member));
  }

  protected leave(): Step {
    const [at, member] = [this.#place(GROUPS), this.random.pick(PROXIES)];
    const expected = this.#model.regroup(at, (members) => members.filter((name) => name !== member), [member]);
    return this.#step('leave', at, `${member} leaves ${said(at)}`, expected, this.program.leave(at, member));
  }

  protected order(): Step {
    const at = this.#place(GROUPS);
    const order = (this.#model.group(at)?.members ?? []).toReversed();
    const expected = this.#model.regroup(at, () => order);
    return this.#step('order', at, `${said(at)} in the order ${order}`, expected, this.program.order(at, order));
  }

  protected deploy(): Step {
    const [at, environment, dry] = [this.#target(), this.random.pick(ENVIRONMENTS), this.#isDry()];
    const expected = dry ? this.#model.dryDeploy(at, environment) : this.#model.deploy(at, environment);
    const told = this.program.deploy(at, environment, dry);
    return this.#step(dryly('deploy', dry), at, `deploy ${said(at)} to ${environment}, dry ${dry}`, expected, told);
  }

  protected undeploy(): Step {
    const [environment, dry] = [this.random.pick(ENVIRONMENTS), this.#isDry()];
    const at = this.#among((place) => this.#model.records(place)[environment]?.[0] === true);
    const expected = dry ? this.#model.dryUndeploy(at, environment) : this.#model.undeploy(at, environment);
    const words = `undeploy ${said(at)} from ${environment}, dry ${dry}`;
    return this.#step(dryly('undeploy', dry), at, words, expected, this.program.undeploy(at, environment, dry));
  }

  /** Now and then to a revision that is not there. */
  protected rollback(): Step {
    const [at, dry] = [this.#among((place) => this.#model.revisions(place) > 0), this.#isDry()];
    const last = this.#model.revisions(at);
    const revision = this.random.chance(0.1) ? last + 1 : this.random.between(1, Math.max(last, 1));
    const environment = this.random.pick([...ENVIRONMENTS, null]);
    const expected = dry
      ? this.#model.dryRollback(at, revision, environment)
      : this.#model.rollback(at, revision, environment);
    const words = `roll ${said(at)} back to ${revision} and deploy to ${environment}, dry ${dry}`;
    const told = this.program.rollback(at, revision, environment, dry);
    return this.#step(dryly('rollback', dry), at, words, expected, told);
  }

  /** Within a project only a proxy, to another name; between them under any name, a group under its own. */
  protected promote(): Step {
    const dry = this.#isDry();
    const mappings = this.random.many(1, 2, () => this.#mapping());
    const expected = dry ? this.#model.dryPromote(mappings) : this.#model.promote(mappings);
    const each = mappings.map(
      ({ source, target, environments }) => `${said(source)} as ${said(target)} to [${environments}]`,
    );
    const words = `promote ${each.join(', then ')}, dry ${dry}`;
    if (mappings.some(({ environments }) => environments.length > 1)) this.kinds.add(`promote to both: ${expected}`);
    const [{ source: at } = { source: HOME('p0') }] = mappings;
    return this.#step(dryly('promote', dry), at, words, expected, this.program.promote(mappings, dry));
  }

  protected carry(): Step {
    const { source: from, target, environments } = this.#mapping();
    const source = this.#model.exists(from) ? from : HOME(from.name);
    const over = this.#model.exists(target) !== this.random.chance(0.15);
    const saved = this.#model.group(source) ?? this.#model.draft(source);
    if (saved === undefined) throw new Error(`nothing is at ${said(source)}`);
    const expected = this.#model.carry(target, saved, over, environments);
    const words = `carry ${said(source)} to ${said(target)}, over it ${over}, and deploy to [${environments}]`;
    return this.#step('carry', target, words, expected, this.program.carry(source, target, over, environments));
  }

  #step(kind: string, at: Place, words: string, expected: Outcome, told: Promise<Told>): Step {
    this.kinds.add(`${kind} ${isGroup(at) ? 'group' : 'proxy'}: ${expected}`);
    return { words, expected, told };
  }

  #mapping(): Mapping {
    const source = this.#among((at) => this.#model.exists(at));
    const others = PROJECTS.filter((project) => project !== source.project);
    const project = isGroup(source) || this.random.chance(0.5) ? this.random.pick(others) : source.project;
    const names = PROXIES.filter((name) => project !== source.project || name !== source.name);
    const name = isGroup(source) ? source.name : this.random.pick(names);
    return { source, target: { project, name }, environments: this.#environments(0.5) };
  }

  /** Mostly of the first project, which has everything. */
  #place(names: readonly string[]): Place {
    return { project: this.random.chance(0.7) ? 'default' : 'shop', name: this.random.pick(names) };
  }

  #target(): Place {
    return this.#place([...PROXIES, ...GROUPS, ...GROUPS]);
  }

  /** One of those, mostly. */
  #among(isOne: (at: Place) => boolean): Place {
    const those = PLACES.filter(isOne);
    return those.length > 0 && this.random.chance(0.85) ? this.random.pick(those) : this.#target();
  }

  #isDry(): boolean {
    return this.random.chance(0.25);
  }

  /** None, one or both, in either order. */
  #environments(probability: number): readonly EnvironmentName[] {
    const chosen = ENVIRONMENTS.filter(() => this.random.chance(probability));
    return this.random.chance(0.5) ? chosen : chosen.toReversed();
  }

  #shuffled(): Act[] {
    const acts = Object.entries(ACTS).flatMap(([act, times]) => Array<Act>(times).fill(act as Act));
    for (let last = acts.length - 1; last > 0; last -= 1) {
      const other = this.random.between(0, last);
      [acts[last], acts[other]] = [acts[other] as Act, acts[last] as Act];
    }
    return acts;
  }
}

const PLACES: readonly Place[] = PROJECTS.flatMap((project) =>
  [...PROXIES, ...GROUPS].map((name) => ({ project, name })),
);
const HOME = (name: string): Place => ({ project: 'default', name });
const said = ({ project, name }: Place): string => `${project}/${name}`;
const dryly = (kind: string, dry: boolean): string => (dry ? `dry ${kind}` : kind);
