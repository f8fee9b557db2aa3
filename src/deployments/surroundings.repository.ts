import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/unit-of-work.js';
import type { Stage } from '../model/environment.js';
import type { ProxyGroup } from '../model/proxy-group.js';
import type { Surroundings } from '../model/surroundings.js';
import type { Id } from '../shared/ids.js';

/** Of each proxy of one group in one environment; null where releases have none. */
export type SurroundingsOf = (proxyId: Id) => Surroundings | null;

export const NO_SURROUNDINGS: SurroundingsOf = () => null;

@Injectable()
export class SurroundingsRepository {
  /** Only groups with a host of their own live in a stage; everything else is served as its environment says. */
  async load(tx: Tx, environmentId: Id, group: ProxyGroup | null): Promise<SurroundingsOf> {
    if (group === null || !group.settings.ownHost) return NO_SURROUNDINGS;
    const [environment]: { stage: Stage | null }[] = await tx.manager.query(
      'SELECT stage FROM environments WHERE id = $1',
      [environmentId],
    );
    if (environment?.stage == null) return NO_SURROUNDINGS;
    const { stage } = environment;
    return () => ({ stage });
  }
}
