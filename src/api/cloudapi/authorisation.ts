import { evaluate, ramContext } from '../../auth/ram-evaluate.js';
import type { SignedActor } from '../../auth/signed-calls.service.js';
import type { Tag } from './decode/tags.js';
import { noPermission } from './errors/gateway-errors.js';
import { RefusedCall } from './errors/refusal.js';

export interface RamQuestion {
  readonly action: string;
  readonly region: string;
  /** Relative id, e.g. `apigroup/*`. */
  readonly resource: string;
  readonly tags: readonly Tag[];
  readonly sourceIp: string;
  readonly secureTransport: boolean;
  readonly now: Date;
}

export const arnOf = (region: string, accountId: string, resource: string): string =>
  `acs:apigateway:${region}:${accountId}:${resource}`;

/**
 * Source: cloudapi-2016-07-14.md 2.2, 2.3. Owners of the account are asked nothing.
 * @throws RefusedCall NoPermission
 */
export function requireAllowed(signed: SignedActor, question: RamQuestion): void {
  if (signed.root) return;
  const action = `apigateway:${question.action}`;
  const decision = evaluate(signed.policies, {
    action,
    resource: arnOf(question.region, signed.accountId, question.resource),
    context: ramContext({
      sourceIp: question.sourceIp,
      now: question.now,
      secureTransport: question.secureTransport,
      requestTags: new Map(question.tags.map(({ Key, Value }) => [Key, Value])),
    }),
  });
  if (decision === 'allow') return;
  const { username, accountId } = signed;
  throw new RefusedCall(noPermission({ action, username, accountId, explicit: decision === 'explicit-deny' }));
}
