/** What three proxies and two groups in two environments should be like, whatever is done to them: the contract, small. */

export const ENVIRONMENTS = ['production', 'test'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];
export const PATHS = ['/a', '/b', '/c'] as const;
export const PROXIES = ['p0', 'p1', 'p2'] as const;
export const GROUPS = ['g0', 'g1'] as const;

export interface Draft {
  readonly path: string;
  /** Which backend path it is routed to: `/{backend}-v{version}`. */
  readonly backend: string;
  readonly version: number;
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

export type Outcome = 'done' | 'refused' | 'saved-only';

const isGroup = (name: string): boolean => name.startsWith('g');

export class DeploymentModel {
  readonly #drafts = new Map<string, Draft>();
  readonly #groups = new Map<string, { path: string; members: readonly string[] }>();
  readonly #live = new Map<EnvironmentName, Map<string, Content>>(ENVIRONMENTS.map((name) => [name, new Map()]));
  readonly #recorded = new Set<string>();
  readonly #histories = new Map<string, Entry[]>();

  constructor() {
    for (const [index, name] of PROXIES.entries())
      this.#drafts.set(name, { path: PATHS[index] ?? '', backend: name, version: 1 });
    for (const [index, name] of GROUPS.entries()) this.#groups.set(name, { path: PATHS[index + 1] ?? '', members: [] });
  }

  draft(name: string): Draft {
    return known(this.#drafts.get(name));
  }

  group(name: string): { readonly path: string; readonly members: readonly string[] } {
    return known(this.#groups.get(name));
  }

  editProxy(name: string, draft: Draft): void {
    this.#drafts.set(name, draft);
  }

  /** What is promoted stays saved where its deployment is refused. */
  promote(source: string, target: string, environment: EnvironmentName | null): Outcome {
    this.#drafts.set(target, this.draft(source));
    return environment === null ? 'done' : this.deploy(target, environment);
  }

  moveGroup(name: string, path: string): void {
    this.#groups.set(name, { ...this.group(name), path });
  }

  addMember(name: string, member: string): void {
    const { path, members } = this.group(name);
    if (!members.includes(member)) this.#groups.set(name, { path, members: [...members, member] });
  }

  removeMember(name: string, member: string): void {
    const { path, members } = this.group(name);
    this.#groups.set(name, { path, members: members.filter((each) => each !== member) });
  }

  deploy(name: string, environment: EnvironmentName): Outcome {
    return this.#release(name, environment, this.#saved(name)) ? 'done' : 'refused';
  }

  /** What a deployment would do, without doing it. */
  canDeploy(name: string, environment: EnvironmentName): boolean {
    return !this.#meets(name, environment, this.#saved(name));
  }

  undeploy(name: string, environment: EnvironmentName): Outcome {
    const content = this.#live.get(environment)?.get(name);
    if (content === undefined) return isGroup(name) ? 'done' : 'refused';
    this.#live.get(environment)?.delete(name);
    this.#histories.get(name)?.push({ environment, content });
    return 'done';
  }

  revisions(name: string): number {
    return this.#histories.get(name)?.length ?? 0;
  }

  rollback(name: string, revision: number, environment: EnvironmentName | null): Outcome {
    const content = this.#histories.get(name)?.[revision - 1]?.content;
    if (content === undefined) return 'refused';
    for (const member of content.members) this.#drafts.set(member.name, member.draft);
    if (isGroup(name)) {
      this.#groups.set(name, { path: content.path, members: content.members.map((member) => member.name) });
    }
    if (environment === null) return 'done';
    return this.#release(name, environment, content) ? 'done' : 'saved-only';
  }

  /** `[deployed, redeployRequired]` by environment that has or had it. */
  records(name: string): Record<string, readonly [boolean, boolean]> {
    const rows = ENVIRONMENTS.filter((environment) => this.#recorded.has(`${environment} ${name}`)).map(
      (environment) => {
        const live = this.#live.get(environment)?.get(name);
        const required = live !== undefined && releasesOf(live) !== releasesOf(this.#saved(name));
        return [environment, [live !== undefined, required]] as const;
      },
    );
    return Object.fromEntries(rows);
  }

  /** The backend path that answers below a path, null: nothing does. */
  answer(environment: EnvironmentName, path: string): string | null {
    for (const content of this.#live.get(environment)?.values() ?? []) {
      const [first] = content.members;
      if (content.path === path && first !== undefined) return `/${first.draft.backend}-v${first.draft.version}`;
    }
    return null;
  }

  #saved(name: string): Content {
    if (!isGroup(name)) return { path: this.draft(name).path, members: [{ name, draft: this.draft(name) }] };
    const { path, members } = this.group(name);
    return { path, members: members.map((member) => ({ name: member, draft: this.draft(member) })) };
  }

  #release(name: string, environment: EnvironmentName, content: Content): boolean {
    if (this.#meets(name, environment, content)) return false;
    this.#live.get(environment)?.set(name, content);
    this.#recorded.add(`${environment} ${name}`);
    const history = this.#histories.get(name) ?? [];
    history.push({ environment, content });
    this.#histories.set(name, history);
    return true;
  }

  /** Whether another has the path there. What has no member has no route. */
  #meets(name: string, environment: EnvironmentName, content: Content): boolean {
    if (content.members.length === 0) return false;
    return [...(this.#live.get(environment) ?? [])].some(
      ([other, { path, members }]) => other !== name && path === content.path && members.length > 0,
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
