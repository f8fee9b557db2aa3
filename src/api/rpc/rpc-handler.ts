import { Injectable, Logger } from '@nestjs/common';
import { AuthService } from '../../auth/auth.service.js';
import { RateLimiterService } from '../../auth/rate-limiter.service.js';
import { formatOf, type RawRpcRequest, readRpcRequest } from '../../auth/rpc-request.js';
import { SignatureProblem } from '../../auth/signature-problem.js';
import type { SignedActor } from '../../auth/signed-calls.service.js';
import type { Actor } from '../../model/actor.js';
import { Clock } from '../../shared/clock.js';
import { isProblem, type Problem } from '../../shared/problem.js';
import { requireAllowed } from './authorisation.js';
import { CallAudit, type CallTrail } from './call-audit.js';
import type { JsonObject } from './define-action.js';
import { bodyRefusal, internalError, signatureRefusal } from './errors/gateway-errors.js';
import { type Refusal, RefusedCall } from './errors/refusal.js';
import type { BoundCall } from './product.js';
import { type Operation, RpcProducts } from './products.js';
import { type Envelope, type RpcResponse, renderRefusal, renderSuccess } from './rendering/render.js';

/** A call as it arrived, with what only the connection knows. */
export interface IncomingCall {
  /** Without its body. */
  readonly raw: RawRpcRequest;
  /** May reject with a Problem. */
  readonly readBody: () => Promise<Buffer>;
  /** Upper-case UUID. */
  readonly requestId: string;
  readonly host: string;
  readonly sourceIp: string;
  readonly secureTransport: boolean;
  /** Told as soon as the caller is known. */
  readonly onCaller: (actor: Actor) => void;
}

/** From bytes to answer, the same for every operation of every product. Never rejects. */
@Injectable()
export class RpcHandler {
  readonly #logger = new Logger('rpc');

  constructor(
    private readonly auth: AuthService,
    private readonly rateLimiter: RateLimiterService,
    private readonly products: RpcProducts,
    private readonly audit: CallAudit,
    private readonly clock: Clock,
  ) {}

  async handle(call: IncomingCall): Promise<RpcResponse> {
    const { requestId } = call;
    const trail: CallTrail = { requestId, raw: call.raw, operation: null, signed: null, resource: '' };
    try {
      trail.raw = { ...call.raw, body: await call.readBody() };
      const fields = await this.#run(call, trail);
      await this.audit.succeeded(trail);
      return renderSuccess(envelope(call, trail), trail.operation?.action.facts.name ?? '', fields);
    } catch (error) {
      const refusal = this.#refusalOf(error, trail);
      await this.audit.refused(trail, refusal);
      return renderRefusal(envelope(call, trail), refusal);
    }
  }

  /** Who calls is settled before anything is said about what was asked for. */
  async #run(call: IncomingCall, trail: CallTrail): Promise<JsonObject> {
    const request = readRpcRequest(trail.raw);
    const operation = this.products.operationOf(request);
    trail.operation = operation;
    const { action } = operation;
    const now = this.clock.now();
    const signed = await this.auth.authenticateSigned(trail.raw, now);
    trail.signed = signed;
    const actor = this.auth.actorFor(signed, action.facts.permission);
    call.onCaller(actor);
    await this.#limit(signed, operation);
    const decoded = action.decode(request.parameters);
    if (action.facts.ram !== null) {
      const resources = await action.resources(request.parameters, signed);
      trail.resource = resources.join(' ');
      this.#authorise(call, signed, { operation, decoded, resources, now });
    }
    return decoded.run({ actor, projectId: signed.projectId, signed });
  }

  /** Per operation and user, over all replicas. */
  async #limit(signed: SignedActor, { action: { facts, limits } }: Operation): Promise<void> {
    if (facts.callsPerSecond === null) return;
    const key = `cloudapi ${signed.accountId} ${signed.userId} ${facts.name}`;
    await this.rateLimiter.consume(key, { points: limits[facts.callsPerSecond], durationSeconds: 1 });
  }

  #authorise(call: IncomingCall, signed: SignedActor, asked: Asked): void {
    const { product, action } = asked.operation;
    requireAllowed(signed, {
      action: `${product.ramCode}:${action.facts.name}`,
      resources: asked.resources,
      tags: asked.decoded.tags,
      sourceIp: call.sourceIp,
      secureTransport: call.secureTransport,
      now: asked.now,
    });
  }

  #refusalOf(error: unknown, { operation, requestId }: CallTrail): Refusal {
    if (error instanceof RefusedCall) return error.refusal;
    if (error instanceof SignatureProblem) return signatureRefusal(error);
    const refusal = isProblem(error) ? this.#worded(error, operation) : internalError;
    if (refusal.http >= 500) this.#logger.error({ err: error, requestId }, 'a call failed');
    return refusal;
  }

  /** A body that cannot be read is refused before the operation is known. */
  #worded(error: Problem, operation: Operation | null): Refusal {
    if (operation !== null) return operation.product.refusalOf(error, operation.action.facts.name);
    return error.code === 'payload_too_large' ? bodyRefusal(error) : internalError;
  }
}

interface Asked {
  readonly operation: Operation;
  readonly decoded: BoundCall;
  readonly resources: readonly string[];
  readonly now: Date;
}

const envelope = ({ requestId, host }: IncomingCall, { raw, operation }: CallTrail): Envelope => ({
  format: formatOf(raw),
  requestId,
  host,
  product: operation?.product.name ?? 'CloudAPI',
});
