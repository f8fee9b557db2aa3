import { isIP } from 'node:net';
import { hostPattern } from '../compiler/steps/client-scope.js';
import { textOfHost } from '../ir/precedence.js';
import { invalid } from '../shared/problem.js';

/**
 * The name as hosts are compared: lower case, ASCII, perhaps with a leading `*.`.
 * @param groupDomain under which the subdomains of all groups are: nobody may bind one of those
 * @throws Problem invalid_argument
 */
export function domainName(text: string, groupDomain: string): string {
  const pattern = hostPattern(text);
  const name = pattern === null || pattern.kind === 'prefix' ? '' : textOfHost(pattern);
  if (!/[^.*]\.[^.]/.test(name) || isIP(name) !== 0) {
    throw invalid('DomainName', 'use a name like api.example.com or *.example.com, without a port');
  }
  const isOurs = `.${name}`.endsWith(`.${groupDomain}`);
  if (isOurs || (name.startsWith('*.') && groupDomain.endsWith(name.slice(1)))) {
    throw invalid('DomainName', `names under ${groupDomain} are given to groups, not bound`);
  }
  return name;
}
