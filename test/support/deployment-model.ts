/** What proxies and groups of two projects in two environments should be like, whatever is done to them: the contract, small. */

export const ENVIRONMENTS = ['production', 'test'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];
/** The second one has nothing until something is promoted to it. */
export const PROJECTS = ['default', 'shop'] as const;
export type ProjectName = (typeof PROJECTS)[number];
export const PATHS = ['/a', '/b', '/c'] as const;
export const PROXIES = ['p0', 'p1', 'p2'] as const;
export const GROUPS = ['g0', 'g1'] as const;

/** Of a project: environments are common to all. */
export interface Place {
  readonly project: ProjectName;
  readonly name: string;
}

export interface Draft {
  readonly path: string;
  /** Which backend path it is routed to. */
  readonly backend: string;
  /** What no gateway may call: no deployment takes it. */
  readonly forbidden: boolean;
}

export interface Group {
  readonly path: string;
  /** Proxies of the same project, in member order. */
  readonly members: readonly string[];
}

/** A proxy is a target with itself as the only member, reached at the member's own path. */
export interface Content {
  readonly path: string;
  readonly members: readonly { readonly name: string; readonly draft: Draft }[];
}

interface Entry {
  readonly environment: EnvironmentName;
  readonly content: Content;
}

export interface Mapping {
  readonly source: Place;
  readonly target: Place;
  readonly environments: readonly EnvironmentName[];
}

/** `saved-only`: what was to be deployed as well was not, at least not everywhere. */
export type Outcome = 'done' | 'refused' | 'saved-only';

export const isGroup = ({ name }: Place): boolean => name.startsWith('g');
export const keyOf = ({ project, name }: Place): string => `${project} ${name}`;

export class DeploymentModel {
  readonly #drafts = new Map<string, Draft>();
  readonly #groups = new Map<string, Group>();
  readonly #live = new Map<EnvironmentName, Map<string, Content>>(ENVIRONMENTS.map((name) => [name, new Map()]));
  readonly #recorded = new Set<string>();
  readonly #histories = new Map<string, Entry[]>();

  /** Undefined: there is no such proxy. */
  draft(at: Place): Draft | undefined {
    return this.#drafts.get(keyOf(at));
  }

  group(at: Place): Group | undefined {
    return this.#groups.get(keyOf(at));
  }

  exists(at: Place): boolean {
    return isGroup(at) ? this.#groups.has(keyOf(at)) : this.#drafts.has(keyOf(at));
  }

  create(at: Place, saved: Draft | Group): void {
    if ('members' in saved) this.#groups.set(keyOf(at), saved);
    else this.#drafts.set(keyOf(at), saved);
  }

  editProxy(at: Place, draft: Draft, environments: readonly EnvironmentName[]): Outcome {
    if (!this.exists(at)) return 'refused';
    this.#drafts.set(keyOf(at), draft);
    return this.#deployEach(at, environments);
  }

  moveGroup(at: Place, path: string, environments: readonly EnvironmentName[]): Outcome {
    const { members } = this.group(at) ?? {};
    if (members === undefined) return 'refused';
    this.#groups.set(keyOf(at), { path, members });
    return this.#deployEach(at, environments);
  }

  /** Members as they are to be; every one of them must be there. */
  regroup(at: Place, change: (members: readonly string[]) => readonly string[], of: readonly string[] = []): Outcome {
    const group = this.group(at);
    if (group === undefined || !of.every((name) => this.exists({ ...at, name }))) return 'refused';
    this.#groups.set(keyOf(at), { ...group, members: change(group.members) });
    return 'done';
  }

  deploy(at: Place, environment: EnvironmentName): Outcome {
    return this.exists(at) && this.#release(at, environment, this.#saved(at)) ? 'done' : 'refused';
  }

  /** What a deployment would do, without doing it. */
  dryDeploy(at: Place, environment: EnvironmentName): Outcome {
    return this.exists(at) && this.#fits(at, environment, this.#saved(at)) ? 'done' : 'refused';
  }

  undeploy(at: Place, environment: EnvironmentName): Outcome {
    const outcome = this.dryUndeploy(at, environment);
    const content = this.#live.get(environment)?.get(keyOf(at));
    if (content === undefined) return outcome;
    this.#live.get(environment)?.delete(keyOf(at));
    this.#histories.get(keyOf(at))?.push({ environment, content });
    return outcome;
  }

  /** A group may be undeployed where it is not deployed. */
  dryUndeploy(at: Place, environment: EnvironmentName): Outcome {
    if (this.#live.get(environment)?.has(keyOf(at)) === true) return 'done';
    return isGroup(at) && this.exists(at) ? 'done' : 'refused';
  }

  revisions(at: Place): number {
    return this.#histories.get(keyOf(at))?.length ?? 0;
  }

  /** A group comes back with what is saved of its members. */
  rollback(at: Place, revision: number, environment: EnvironmentName | null): Outcome {
    const content = this.#frozen(at, revision);
    if (content === undefined) return 'refused';
    for (const { name, draft } of content.members) this.#drafts.set(keyOf({ ...at, name }), draft);
    if (isGroup(at)) {
      this.#groups.set(keyOf(at), { path: content.path, members: content.members.map(({ name }) => name) });
    }
    if (environment === null) return 'done';
    return this.#release(at, environment, content) ? 'done' : 'saved-only';
  }

  dryRollback(at: Place, revision: number, environment: EnvironmentName | null): Outcome {
    const content = this.#frozen(at, revision);
    if (content === undefined) return 'refused';
    return environment === null || this.#fits(at, environment, content) ? 'done' : 'refused';
  }

  /** One mapping after the other until the first that fails; what was promoted before that stays. */
  promote(mappings: readonly Mapping[]): Outcome {
    for (const { source, target, environments } of mappings) {
      if (!this.exists(source)) return 'refused';
      this.#copy(source, target);
      for (const environment of environments) {
        if (this.deploy(target, environment) === 'refused') return 'refused';
      }
    }
    return 'done';
  }

  dryPromote(mappings: readonly Mapping[]): Outcome {
    return mappings.every(({ source }) => this.exists(source)) ? 'done' : 'refused';
  }

  /** As a client saves what it read elsewhere. `over`: what is there is meant to be overwritten. */
  carry(at: Place, saved: Draft | Group, over: boolean, environments: readonly EnvironmentName[]): Outcome {
    if (this.exists(at) !== over) return 'refused';
    if ('members' in saved && !saved.members.every((name) => this.exists({ ...at, name }))) return 'refused';
    this.create(at, saved);
    return this.#deployEach(at, environments);
  }

  /** `[deployed, redeployRequired]` by environment that has or had it. */
  records(at: Place): Record<string, readonly [boolean, boolean]> {
    const rows = ENVIRONMENTS.filter((environment) => this.#recorded.has(`${environment} ${keyOf(at)}`)).map(
      (environment) => {
        const live = this.#live.get(environment)?.get(keyOf(at));
        const required = live !== undefined && releasesOf(live) !== releasesOf(this.#saved(at));
        return [environment, [live !== undefined, required]] as const;
      },
    );
    return Object.fromEntries(rows);
  }

  /** The backend path that answers below a path, null: nothing does. */
  answer(environment: EnvironmentName, path: string): string | null {
    for (const content of this.#live.get(environment)?.values() ?? []) {
      const [first] = content.members;
      if (content.path === path && first !== undefined) return first.draft.backend;
    }
    return null;
  }

  /** A group takes what is saved of its members along. */
  #copy(source: Place, target: Place): void {
    for (const { name, draft } of this.#saved(source).members) {
      this.#drafts.set(keyOf(isGroup(source) ? { ...target, name } : target), draft);
    }
    const group = this.group(source);
    if (group !== undefined) this.#groups.set(keyOf(target), group);
  }

  #frozen(at: Place, revision: number): Content | undefined {
    return this.#histories.get(keyOf(at))?.[revision - 1]?.content;
  }

  #saved(at: Place): Content {
    const drafts = (names: readonly string[]) =>
      names.map((name) => ({ name, draft: known(this.draft({ ...at, name })) }));
    if (!isGroup(at)) return { path: known(this.draft(at)).path, members: drafts([at.name]) };
    const { path, members } = known(this.group(at));
    return { path, members: drafts(members) };
  }

  /** After a save, which stays; each for itself. */
  #deployEach(at: Place, environments: readonly EnvironmentName[]): Outcome {
    const outcomes = environments.map((environment) => this.deploy(at, environment));
    return outcomes.includes('refused') ? 'saved-only' : 'done';
  }

  #release(at: Place, environment: EnvironmentName, content: Content): boolean {
    if (!this.#fits(at, environment, content)) return false;
    this.#live.get(environment)?.set(keyOf(at), content);
    this.#recorded.add(`${environment} ${keyOf(at)}`);
    this.#histories.set(keyOf(at), [...(this.#histories.get(keyOf(at)) ?? []), { environment, content }]);
    return true;
  }

  /** Whether no other has the path there, and gateways may call every backend. What has no member has no route. */
  #fits(at: Place, environment: EnvironmentName, content: Content): boolean {
    if (content.members.length === 0) return true;
    if (content.members.some(({ draft }) => draft.forbidden)) return false;
    return ![...(this.#live.get(environment) ?? [])].some(
      ([other, { path, members }]) => other !== keyOf(at) && path === content.path && members.length > 0,
    );
  }
}

/** Equal for what needs no redeployment: a group without members serves nothing, wherever it is. */
const releasesOf = ({ path, members }: Content): string =>
  JSON.stringify(members.map(({ name, draft }) => [path, name, draft]));

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the model knows no such name');
  return value;
}
