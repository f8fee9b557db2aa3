import type { Source } from '../rpc/decode/parameters.js';

/** Relative ids of what a policy must allow, one after a space for each; parameters in braces are filled in. */
export type RamResource =
  | 'user/*'
  | 'user/{UserName}'
  | 'policy/*'
  | 'policy/{PolicyName}'
  | 'policy/{PolicyName} user/{UserName}';

/**
 * Full names of the resources of a call. RAM has no regions; a policy that comes with the product is the system's.
 * @param self RAM name of the caller, who is meant where a call names no user
 */
export function ramResources(scope: RamResource, source: Source, accountId: string, self: string): string[] {
  const values: Record<string, string> = {
    '{UserName}': source.get('UserName') || self,
    '{PolicyName}': source.get('PolicyName') || '*',
  };
  return scope.split(' ').map((id) => {
    const [kind = '', place = ''] = id.split('/');
    const owner = kind === 'policy' && source.get('PolicyType') === 'System' ? 'system' : accountId;
    return `acs:ram::${owner}:${kind}/${values[place] ?? place}`;
  });
}
