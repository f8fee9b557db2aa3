import type { ProxyInput } from '../../../api-proxies/api-proxies.service.js';
import { checkDefinition } from '../../../api-proxies/check-definition.js';
import type { Limits } from '../../../config/limits.js';
import type { ApiProxy } from '../../../model/api-proxy.js';
import type { MemberWrite } from '../../../proxy-groups/home-members.service.js';
import type { Id } from '../../../shared/ids.js';
import { isProblem, limitExceeded, Problem } from '../../../shared/problem.js';
import { apiExtension, factsOf, withCore } from '../decode/api-facts.js';
import { toCore } from '../decode/definition.js';
import { freeName } from './api-names.js';
import { checkedFacts } from './checked-facts.js';
import type { DescribedApi } from './decode-operation.js';
import { type ImportEntry, reasonOf } from './import-entry.js';

export interface ImportPlan {
  readonly writes: readonly MemberWrite[];
  /** Beside `writes`, one each. */
  readonly taken: readonly TakenEntry[];
  readonly failed: readonly FailedEntry[];
}

export interface TakenEntry {
  readonly path: string;
  readonly method: string;
  readonly operation: 'CREATE' | 'MODIFY';
  /** Of the API that is modified; empty for a new one. */
  readonly apiId: Id;
  readonly api: DescribedApi;
}

export interface FailedEntry {
  readonly path: string;
  readonly method: string;
  readonly reason: string;
}

export interface PlanRequest {
  readonly entries: readonly ImportEntry[];
  readonly groupId: Id;
  /** Replace APIs that have an entry's method and path; else such entries fail. */
  readonly overwrite: boolean;
  readonly limits: Limits;
}

/** What an import does to a group with these members. Pure but for `newId`: each entry is taken whole or fails alone. */
export function planImport(request: PlanRequest, members: readonly ApiProxy[], newId: () => Id): ImportPlan {
  const group = new GroupInProgress(request, members);
  const writes: MemberWrite[] = [];
  const taken: TakenEntry[] = [];
  const failed: FailedEntry[] = [];
  for (const { path, method, api } of request.entries) {
    try {
      if (typeof api === 'string') throw new Problem('invalid_argument', api);
      const { write, apiId } = group.take(api, newId);
      writes.push(write);
      taken.push({ path, method, apiId, operation: write.kind === 'create' ? 'CREATE' : 'MODIFY', api });
    } catch (error) {
      if (!isProblem(error)) throw error;
      failed.push({ path, method, reason: reasonOf(error) });
    }
  }
  return { writes, taken, failed };
}

interface Claim {
  readonly method: string;
  /** Null: by an entry of the same import. */
  readonly owner: ApiProxy | null;
}

/** Which paths and names are in use, entry by entry. */
class GroupInProgress {
  readonly #claims = new Map<string, Claim[]>();
  readonly #names: Set<string>;
  #count: number;

  constructor(
    private readonly request: PlanRequest,
    members: readonly ApiProxy[],
  ) {
    const own = members.filter(({ homeGroupId }) => homeGroupId === request.groupId);
    this.#names = new Set(own.map(({ apiName }) => apiName));
    this.#count = members.length;
    for (const owner of members) {
      for (const { path, method } of owner.definition.operations) this.#claim(path, { method, owner });
    }
  }

  take(api: DescribedApi, newId: () => Id): { readonly write: MemberWrite; readonly apiId: Id } {
    const before = this.#replaced(api, newId());
    const name = this.#nameOf(api, before);
    const most = this.request.limits.apisPerGroup;
    if (before === null && this.#count >= most) throw limitExceeded('proxy', most);
    const written = definitionOf(api, { name, before, limits: this.request.limits }, newId);
    checkDefinition(written.definition);
    for (const { path, method } of written.definition.operations) this.#claim(path, { method, owner: null });
    this.#names.add(name);
    if (before === null) this.#count += 1;
    if (before === null) return { write: { kind: 'create', input: { name, ...written } }, apiId: '' };
    return { write: { kind: 'change', id: before.id, change: { apiName: name, ...written } }, apiId: before.id };
  }

  /** The API with the same method and path; null when they are free. */
  #replaced(api: DescribedApi, operationId: Id): ApiProxy | null {
    const [operation] = toCore(api.facts, operationId, '').operations;
    if (operation === undefined) return null;
    const claims = (this.#claims.get(operation.path) ?? []).filter(({ method }) => overlap(method, operation.method));
    const [claim] = claims;
    if (claim === undefined) return null;
    if (claims.some(({ owner }) => owner === null)) throw taken('its method and path are in the description before');
    const owner = claim.owner;
    if (owner === null) return null;
    if (claim.method !== operation.method || claims.length > 1) {
      throw taken(`${claim.method} of the same path belongs to API ${owner.id}`);
    }
    if (!this.request.overwrite) throw taken(`api already exists : apiUid ===> ${owner.id}`);
    return owner;
  }

  /** Who replaces an API keeps its name unless the description names it. */
  #nameOf(api: DescribedApi, before: ApiProxy | null): string {
    const isTaken = (name: string): boolean => this.#names.has(name) && name !== before?.apiName;
    if (!api.isNamed) return before === null ? freeName(api.name, this.request.limits, isTaken) : before.apiName;
    if (isTaken(api.name)) throw taken(`another API of the group is called ${api.name}`);
    return api.name;
  }

  #claim(path: string, claim: Claim): void {
    const others = (this.#claims.get(path) ?? []).filter(({ method }) => method !== claim.method);
    this.#claims.set(path, [...others, claim]);
  }
}

const overlap = (one: string, other: string): boolean => one === other || one === 'ANY' || other === 'ANY';

const taken = (why: string): Problem => new Problem('already_exists', why, { resource: 'proxy' });

interface Naming {
  readonly name: string;
  readonly before: ApiProxy | null;
  readonly limits: Limits;
}

function definitionOf(
  api: DescribedApi,
  { name, before, limits }: Naming,
  newId: () => Id,
): Pick<ProxyInput, 'description' | 'definition'> {
  const facts = checkedFacts(api, name, before === null ? {} : factsOf(before, before.definition), limits);
  const core = toCore(facts, before?.definition.operations[0]?.id ?? newId(), api.description);
  const definition =
    before === null
      ? { ...EMPTY, ...core, extensions: apiExtension(facts, core) }
      : withCore(before.definition, facts, core);
  return { description: api.description, definition };
}

/** What CreateApi begins with. */
const EMPTY = {
  type: 'REST',
  source: 'CLOUD_API',
  clientRoute: null,
  backendApiVersion: null,
  specDigest: null,
} as const;
