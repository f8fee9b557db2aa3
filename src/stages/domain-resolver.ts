import { resolveCname } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';

/** Asks the name servers of this machine. */
@Injectable()
export class DomainResolver {
  /** Whether the domain is another name of the target; a wildcard is asked for under a label of ours. */
  async isAliasOf(domain: string, target: string): Promise<boolean> {
    try {
      const aliases = await resolveCname(domain.replace(/^\*/, 'gatewright'));
      return aliases.some((alias) => alias.replace(/\.$/, '').toLowerCase() === target);
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  }
}

/** No such name, or none of this kind. */
const isAbsence = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA');
