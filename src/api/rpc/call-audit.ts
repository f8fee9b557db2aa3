import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../../auth/audit.service.js';
import type { RawRpcRequest } from '../../auth/rpc-request.js';
import type { SignedActor } from '../../auth/signed-calls.service.js';
import type { Refusal } from './errors/refusal.js';
import type { Operation } from './products.js';

/** What is known of a call, filled in as it goes on. */
export interface CallTrail {
  readonly requestId: string;
  raw: RawRpcRequest;
  operation: Operation | null;
  signed: SignedActor | null;
  /** ARNs, with spaces between; empty before they are known. */
  resource: string;
}

/** Refusals of callers who named a key that exists. Others can be made by anybody, without end. */
const OF_KNOWN_KEYS = ['SignatureDoesNotMatch', 'SignatureNonceUsed', 'InvalidAccessKeyId.Inactive'];

/** Writes changes and refusals into the audit log. The answer does not wait for a log that fails. */
@Injectable()
export class CallAudit {
  readonly #logger = new Logger('rpc');

  constructor(private readonly audit: AuditService) {}

  async succeeded(trail: CallTrail): Promise<void> {
    if (trail.operation?.action.facts.mutates === true) await this.#record(trail, 'ok', '');
  }

  async refused(trail: CallTrail, { code, message }: Refusal): Promise<void> {
    const isWorthIt = trail.signed === null ? OF_KNOWN_KEYS.includes(code) : isRefusal(trail, code);
    // A server's string to sign is long and says nothing to an auditor.
    if (isWorthIt) await this.#record(trail, code, trail.signed === null ? '' : message);
  }

  async #record(
    { operation, signed, resource, requestId, raw }: CallTrail,
    outcome: string,
    detail: string,
  ): Promise<void> {
    try {
      await this.audit.record({
        username: signed?.username ?? claimedKey(raw),
        via: signed === null ? 'none' : 'access-key',
        action: operation === null ? '' : `${operation.product.ramCode}:${operation.action.facts.name}`,
        resource,
        projectId: signed?.projectId ?? null,
        outcome,
        detail,
        requestId,
      });
    } catch (error) {
      this.#logger.error({ err: error, requestId }, 'the audit log could not be written');
    }
  }
}

/** Whatever a change was refused for; of reads, only that they are not allowed. */
const isRefusal = ({ operation }: CallTrail, code: string): boolean =>
  operation?.action.facts.mutates === true || code === 'NoPermission';

/** Access key id that a call says it is signed with. */
function claimedKey({ query, body, headers }: RawRpcRequest): string {
  const authorization = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  const parameters = new URLSearchParams(`${query}&${Buffer.from(body).toString('latin1')}`);
  return /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? parameters.get('AccessKeyId') ?? '';
}
