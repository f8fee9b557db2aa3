import { resolveCname } from 'node:dns/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { Problem } from '../shared/problem.js';

/** Asks the name servers of this machine, when it is told to. */
@Injectable()
export class DomainResolver {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'verifyDomains'>) {}

  /**
   * Nothing is asked, and anything taken, unless the setting says otherwise. A wildcard is asked for under a label of ours.
   * @throws Problem not_resolved unless the domain is another name of the target; unavailable when nobody answers
   */
  async requireAlias(domain: string, target: string): Promise<void> {
    if (!this.config.verifyDomains) return;
    const aliases = await this.#aliases(domain.replace(/^\*/, 'gatewright'));
    if (aliases.some((alias) => alias.replace(/\.$/, '').toLowerCase() === target)) return;
    throw new Problem('not_resolved', `${domain} has no CNAME record to ${target}`, {
      resource: 'domain',
      name: domain,
    });
  }

  protected resolve(name: string): Promise<string[]> {
    return resolveCname(name);
  }

  async #aliases(name: string): Promise<string[]> {
    try {
      return await this.resolve(name);
    } catch (error) {
      if (isAbsence(error)) return [];
      throw new Problem(
        'unavailable',
        `the name servers of this machine do not answer for ${name}`,
        {},
        { cause: error },
      );
    }
  }
}

/** No such name, or none of this kind. */
const isAbsence = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA');
