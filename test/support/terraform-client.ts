import { isDeepStrictEqual } from 'node:util';
import type { Body, TerraformCalls } from './terraform-calls.js';
import { CallRefused } from './terraform-calls.js';

/** Of a resource as its configuration or its state names them; sets are sorted lists. */
// biome-ignore lint/suspicious/noExplicitAny: each kind knows what its own hold.
export type Attributes = Readonly<Record<string, any>>;

/** One kind of resource of Terraform's provider. Source: cloudapi-2016-07-14.md 4.6. */
export interface ResourceKind {
  /** What is filled in where the configuration says nothing. */
  readonly defaults: Attributes;
  /** A change of one of these replaces the resource. */
  readonly forcesNew: readonly string[];
  /** @returns the id */
  create(calls: TerraformCalls, wanted: Attributes): Promise<string>;
  /** Null: it is dropped from the state. `known`: the state so far; null in an import. */
  read(calls: TerraformCalls, id: string, known: Attributes | null): Promise<Attributes | null>;
  /** None: every change replaces it. */
  update?(calls: TerraformCalls, id: string, wanted: Attributes, known: Attributes): Promise<void>;
  /** Returns when it is gone. */
  destroy(calls: TerraformCalls, id: string, known: Attributes): Promise<void>;
}

export interface Plan {
  readonly does: 'nothing' | 'create' | 'update' | 'replace';
  /** Attributes that differ, by name. */
  readonly differs: readonly string[];
}

interface Managed {
  readonly id: string;
  readonly attributes: Attributes;
}

/** One resource and its state: a plan compares the configuration with the state as it is read back. */
export class Resource {
  #state: Managed | null = null;

  constructor(
    private readonly calls: TerraformCalls,
    private readonly kind: ResourceKind,
  ) {}

  get id(): string {
    if (this.#state === null) throw new Error('it is not in the state');
    return this.#state.id;
  }

  get attributes(): Attributes {
    return this.#state?.attributes ?? {};
  }

  async plan(configuration: Attributes): Promise<Plan> {
    await this.#refresh();
    if (this.#state === null) return { does: 'create', differs: [] };
    const { attributes } = this.#state;
    const differs = Object.entries({ ...this.kind.defaults, ...configuration })
      .filter(([name, wanted]) => !isSame(wanted, attributes[name]))
      .map(([name]) => name)
      .sort();
    if (differs.length === 0) return { does: 'nothing', differs };
    const replaces = this.kind.update === undefined || differs.some((name) => this.kind.forcesNew.includes(name));
    return { does: replaces ? 'replace' : 'update', differs };
  }

  /** @returns what it did */
  async apply(configuration: Attributes): Promise<Plan> {
    const plan = await this.plan(configuration);
    const wanted = { ...this.kind.defaults, ...configuration };
    if (plan.does === 'update' && this.#state !== null) {
      await this.kind.update?.(this.calls, this.#state.id, wanted, this.#state.attributes);
      await this.#read(this.#state.id, wanted);
    }
    if (plan.does === 'replace') await this.destroy();
    if (plan.does === 'replace' || plan.does === 'create') {
      await this.#read(await this.kind.create(this.calls, wanted), wanted);
    }
    return plan;
  }

  async import(id: string): Promise<void> {
    await this.#read(id, null);
    if (this.#state === null) throw new Error('there is nothing to import');
  }

  async destroy(): Promise<void> {
    await this.kind.destroy(this.calls, this.id, this.attributes);
    this.#state = null;
  }

  async #refresh(): Promise<void> {
    if (this.#state !== null) await this.#read(this.#state.id, this.#state.attributes);
  }

  async #read(id: string, known: Attributes | null): Promise<void> {
    const attributes = await this.kind.read(this.calls, id, known);
    this.#state = attributes === null ? null : { id, attributes };
  }
}

/** Lists are sets. */
function isSame(left: unknown, right: unknown): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return isDeepStrictEqual(left, right);
  return left.length === right.length && left.every((item) => right.some((other) => isDeepStrictEqual(item, other)));
}

/** With which the provider is told that an API is not in a stage. */
export const NOT_THERE = ['NotFoundStage', 'NotFoundApi', 'NotFoundApiGroup'];

/** Null when the call is refused with one of the codes. */
export async function unlessRefused<T>(codes: readonly string[], call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CallRefused && codes.includes(error.code)) return null;
    throw error;
  }
}

/** Of the codes that the provider waits out, each where it does. */
export async function whileRefused<T>(
  code: 'RepeatedCommit' | 'ConcurrencyLockTimeout',
  call: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const answer = await unlessRefused([code], call());
    if (answer !== null) return answer;
  }
}

/** Repeats a call, without pause as the provider does, until it is refused with the code. */
export async function untilRefused(code: string, call: () => Promise<unknown>): Promise<void> {
  while ((await unlessRefused([code], call())) !== null);
}

/** A data source: pages of 50 until one is shorter. */
export async function allPages(
  calls: TerraformCalls,
  action: string,
  itemsOf: (body: Body) => readonly Body[],
): Promise<readonly Body[]> {
  const found: Body[] = [];
  for (let page = 1; ; page += 1) {
    const items = itemsOf(await calls.go(action, { PageNumber: page, PageSize: 50 }));
    found.push(...items);
    if (items.length < 50) return found;
  }
}
