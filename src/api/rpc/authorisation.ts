import { decide } from '../../auth/ram-decide.js';
import { ramContext } from '../../auth/ram-evaluate.js';
import type { SignedActor } from '../../auth/signed-calls.service.js';
import type { Tag } from './decode/tags.js';
import { noPermission } from './errors/gateway-errors.js';
import { RefusedCall } from './errors/refusal.js';

export interface RamQuestion {
  /** `apigateway:DeployApi`. */
  readonly action: string;
  /** ARNs; a call that touches none is not allowed. */
  readonly resources: readonly string[];
  readonly tags: readonly Tag[];
  readonly sourceIp: string;
  readonly secureTransport: boolean;
  readonly now: Date;
}

/**
 * Each resource must be allowed. Source: cloudapi-2016-07-14.md 2.2, 2.3.
 * @throws RefusedCall NoPermission
 */
export function requireAllowed(signed: SignedActor, question: RamQuestion): void {
  const { action, sourceIp, now, secureTransport } = question;
  const requestTags = new Map(question.tags.map(({ Key, Value }) => [Key, Value]));
  const context = ramContext({ sourceIp, now, secureTransport, requestTags });
  const verdicts = question.resources.map((resource) => decide(signed, { action, resource, context }));
  const against = verdicts.length === 0 ? NOTHING_ASKED : verdicts.find(({ decision }) => decision !== 'allow');
  if (against === undefined) return;
  const { username, accountId } = signed;
  const explicit = against.decision === 'explicit-deny';
  throw new RefusedCall(noPermission({ action, username, accountId, explicit, layer: against.layer }));
}

const NOTHING_ASKED = { decision: 'implicit-deny', layer: 'identity' } as const;
