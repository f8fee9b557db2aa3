import { Inject, Injectable } from '@nestjs/common';
import { type Compiled, type CompileInput, compile } from '../compiler/compile.js';
import type { ServedSpec } from '../compiler/steps/spec-routes.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import type { Tx } from '../database/unit-of-work.js';
import type { ApiProxy } from '../model/api-proxy.js';
import type { Project } from '../model/project.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import { type Surroundings, surroundingsOf } from '../model/surroundings.js';
import { Publisher } from '../publishing/publisher.service.js';
import { digestOf } from '../shared/canonical-json.js';
import type { Id } from '../shared/ids.js';
import { type Fault, Problem } from '../shared/problem.js';
import { ownEndpoints } from './own-ports.js';
import { type SpecSource, specOfGroup, specOfProxy } from './spec-source.js';
import { SpecTextsService } from './spec-texts.service.js';
import type { SurroundingsOf } from './surroundings.repository.js';

/** A proxy in the context in which it shall be live. */
export interface ReleaseCandidate {
  readonly proxy: ApiProxy;
  readonly proxyId: Id;
  readonly definitionDigest: string;
  /** Digest of all else the compilation depends on. */
  readonly contextDigest: string;
  readonly groupId: Id | null;
  readonly input: Omit<CompileInput, 'spec'>;
  /** What the description at its address is written from, once it is compiled. */
  readonly spec: SpecSource | 'hidden' | null;
}

export interface CompiledRelease {
  readonly candidate: ReleaseCandidate;
  readonly compiled: Compiled & { readonly ok: true };
}

/** Compilations kept, by digest of their whole input. */
const CACHE_SIZE = 2_000;

/** The pure compiler with what it needs from this installation, and a cache by input. */
@Injectable()
export class ReleaseCompiler {
  readonly #cache = new Map<string, Compiled & { readonly ok: true }>();

  constructor(
    private readonly publisher: Publisher,
    @Inject(CONFIG) private readonly config: Config,
    private readonly specs: SpecTextsService,
  ) {}

  /** A group that is deployed as a whole: its first member carries the description of all. */
  group(
    project: Project,
    group: ProxyGroup,
    members: readonly ApiProxy[],
    surroundingsOf: SurroundingsOf,
  ): ReleaseCandidate[] {
    const spec = specOfGroup(group, members, this.#prefixOf(project));
    return members.map((proxy, index) =>
      this.candidate(project, proxy, group, surroundingsOf(proxy.id), index === 0 ? spec : null),
    );
  }

  candidate(
    project: Project,
    proxy: ApiProxy,
    group: ProxyGroup | null,
    surroundings: Surroundings | null,
    groupSpec: SpecSource | null = null,
  ): ReleaseCandidate {
    const pathPrefix = this.#prefixOf(project);
    const spec = group === null ? specOfProxy(proxy, pathPrefix) : groupSpec;
    const context = group === null ? ({ kind: 'direct' } as const) : this.#groupContext(group, proxy, surroundings);
    return {
      proxy,
      proxyId: proxy.id,
      definitionDigest: proxy.definitionDigest,
      contextDigest: digestOf({ pathPrefix, context, ...(spec === null ? {} : { spec }) }),
      groupId: group?.id ?? null,
      input: { proxy: { id: proxy.id, name: proxy.name }, definition: proxy.definition, context, pathPrefix },
      spec,
    };
  }

  /** Every fault of every release at once, each with its proxy and field; nothing is compiled in part. */
  async compileAll(tx: Tx, environmentId: Id, candidates: readonly ReleaseCandidate[]): Promise<CompiledRelease[]> {
    const { releases, faults } = await this.tryAll(tx, environmentId, candidates);
    if (faults.length > 0) throw notCompilable(faults);
    return releases;
  }

  /** What compiles, and why the rest does not. */
  async tryAll(
    tx: Tx,
    environmentId: Id,
    candidates: readonly ReleaseCandidate[],
  ): Promise<{ readonly releases: CompiledRelease[]; readonly faults: Fault[] }> {
    const faults: Fault[] = [];
    const releases: CompiledRelease[] = [];
    for (const candidate of candidates) {
      const compiled = await this.#compile(tx, candidate);
      if (!compiled.ok) {
        faults.push(...compiled.faults);
        continue;
      }
      faults.push(...this.#planeFaults(environmentId, candidate, compiled));
      releases.push({ candidate, compiled });
    }
    return { releases, faults };
  }

  async #compile(tx: Tx, candidate: ReleaseCandidate): Promise<Compiled> {
    const key = `${candidate.proxyId}:${candidate.definitionDigest}:${candidate.contextDigest}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    const compiled = compile({ ...candidate.input, spec: await this.#served(tx, candidate) });
    if (!compiled.ok) return compiled;
    const faults = [...this.#ownPortFaults(candidate, compiled), ...this.#hostFaults(candidate, compiled)];
    if (faults.length > 0) return { ok: false, faults };
    if (this.#cache.size >= CACHE_SIZE) this.#cache.delete(this.#cache.keys().next().value ?? '');
    this.#cache.set(key, compiled);
    return compiled;
  }

  async #served(tx: Tx, { spec }: ReleaseCandidate): Promise<ServedSpec | null> {
    return spec === null || spec === 'hidden' ? spec : this.specs.textsOf(tx, spec);
  }

  #prefixOf({ enableRelativePath, relativePath }: Project): string {
    return `${this.config.rootContext}${enableRelativePath ? relativePath : ''}`;
  }

  /** Depends on who is connected, so it is asked each time. */
  #planeFaults(environmentId: Id, candidate: ReleaseCandidate, compiled: Compiled & { readonly ok: true }): Fault[] {
    return this.publisher.check(environmentId, compiled.fragment).map((refusal) => ({
      code: 'unsupported_feature',
      proxyId: candidate.proxyId,
      proxyName: candidate.proxy.name,
      field: refusal.feature,
      message: refusal.message,
    }));
  }

  #ownPortFaults(candidate: ReleaseCandidate, compiled: Compiled & { readonly ok: true }): Fault[] {
    return ownEndpoints(compiled.fragment, this.config).map(({ host, port }) => ({
      code: 'own_port',
      proxyId: candidate.proxyId,
      proxyName: candidate.proxy.name,
      field: 'routing.addresses',
      message: `${host}:${port} is the control plane itself: name a backend`,
    }));
  }

  /** The subdomains of groups are given, not chosen: under another's, a route could take its requests. */
  #hostFaults({ proxy, proxyId, input }: ReleaseCandidate, { fragment }: Compiled & { readonly ok: true }): Fault[] {
    const own = ownHostsOf(input.context);
    const hosts = fragment.routes.flatMap(({ match }) =>
      match.hosts.flatMap((host) => ('host' in host ? host.host : [])),
    );
    return [...new Set(hosts)]
      .filter((host) => !own.includes(host) && `.${host}`.endsWith(`.${this.config.groupDomain}`))
      .map((host) => ({
        code: 'reserved_host',
        proxyId,
        proxyName: proxy.name,
        field: 'clientRoute.hosts',
        message: `'${host}' lies in the domain of API groups: use another host`,
      }));
  }

  #groupContext(group: ProxyGroup, proxy: ApiProxy, surroundings: Surroundings | null): CompileInput['context'] {
    const { clientRoute, ownHost, appCodes } = group.settings;
    return {
      kind: 'group',
      clientRoute,
      ...(appCodes === undefined ? {} : { appCodes }),
      ownHost: ownHost ? `${group.id}-${this.config.region}.${this.config.groupDomain}` : null,
      position: group.members.indexOf(proxy.id),
      surroundings: surroundings === null ? null : surroundingsOf(proxy.definition, surroundings),
    };
  }
}

/** Given to the group, or checked when they were bound to it. */
function ownHostsOf(context: CompileInput['context']): string[] {
  if (context.kind === 'direct') return [];
  const bound = (context.surroundings?.domains ?? []).map(({ name }) => name);
  return context.ownHost === null ? bound : [context.ownHost, ...bound];
}

export function notCompilable(faults: readonly Fault[]): Problem {
  const words = faults.map((fault) => `${fault.proxyName}: ${fault.field}: ${fault.message}`);
  return new Problem('not_compilable', `nothing was deployed. ${words.join('; ')}`, { faults });
}
