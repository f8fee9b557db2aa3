import { Injectable } from '@nestjs/common';
import { AppAuthoritiesRepository } from '../apps/app-authorities.repository.js';
import type { Tx } from '../database/unit-of-work.js';
import type { Stage } from '../model/environment.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import type { BoundDomain, Surroundings } from '../model/surroundings.js';
import type { Id } from '../shared/ids.js';
import { VpcAccessesRepository } from '../vpc-accesses/vpc-accesses.repository.js';

/** Of each proxy of one group in one environment; null where releases have none. */
export type SurroundingsOf = (proxyId: Id) => Surroundings | null;

export const NO_SURROUNDINGS: SurroundingsOf = () => null;

@Injectable()
export class SurroundingsRepository {
  constructor(
    private readonly authorities: AppAuthoritiesRepository,
    private readonly vpcAccesses: VpcAccessesRepository,
  ) {}

  /** Only groups with a host of their own live in a stage; everything else is served as its environment says. */
  async load(tx: Tx, environmentId: Id, group: ProxyGroup | null): Promise<SurroundingsOf> {
    if (group === null || !group.settings.ownHost) return NO_SURROUNDINGS;
    const [environment]: { stage: Stage | null }[] = await tx.manager.query(
      'SELECT stage FROM environments WHERE id = $1',
      [environmentId],
    );
    if (environment?.stage == null) return NO_SURROUNDINGS;
    const { stage } = environment;
    const callers = await this.authorities.authorised(tx, group.id, stage);
    const vpcAccesses = await this.vpcAccesses.targets(tx, group.projectId);
    const [variables, domains] = [
      await this.#variables(tx, group.id, stage),
      await this.#domains(tx, group.id, stage),
    ] as const;
    return (proxyId) => ({ stage, variables, domains, callers: callers.get(proxyId) ?? [], vpcAccesses });
  }

  async #variables(tx: Tx, groupId: Id, stage: Stage): Promise<Surroundings['variables']> {
    const rows: { name: string; value: string }[] = await tx.manager.query(
      'SELECT name, value FROM stage_variables WHERE group_id = $1 AND stage = $2',
      [groupId, stage],
    );
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  }

  async #domains(tx: Tx, groupId: Id, stage: Stage): Promise<BoundDomain[]> {
    const rows: DomainColumns[] = await tx.manager.query(
      `SELECT name, stage IS NOT NULL AS forced, certificate->>'id' AS id, certificate->>'body' AS chain,
              certificate_key_sealed AS key, redirects_to_https AS redirects
         FROM group_domains WHERE group_id = $1 AND (stage IS NULL OR stage = $2) ORDER BY name`,
      [groupId, stage],
    );
    return rows.map(({ name, forced, redirects, id, chain, key }) => ({
      name,
      forced,
      ...(id === null || chain === null || key === null
        ? {}
        : {
            certificate: { id, chain, sealedKey: key.toString('base64') },
            // Without a certificate it would lead nowhere.
            ...(redirects ? { redirects } : {}),
          }),
    }));
  }
}

interface DomainColumns {
  readonly name: string;
  readonly forced: boolean;
  readonly redirects: boolean;
  readonly id: string | null;
  readonly chain: string | null;
  readonly key: Buffer | null;
}
