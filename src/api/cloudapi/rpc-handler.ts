import { Injectable, Logger } from '@nestjs/common';
import { AuthService } from '../../auth/auth.service.js';
import { RateLimiterService } from '../../auth/rate-limiter.service.js';
import { formatOf, type RawRpcRequest, readRpcRequest } from '../../auth/rpc-request.js';
import { SignatureProblem } from '../../auth/signature-problem.js';
import type { SignedActor } from '../../auth/signed-calls.service.js';
import type { Actor } from '../../model/actor.js';
import { Clock } from '../../shared/clock.js';
import { isProblem } from '../../shared/problem.js';
import { findAction, VERSION } from './action-registry.js';
import { arnOf, requireAllowed } from './authorisation.js';
import { CallAudit, type CallTrail } from './call-audit.js';
import { CloudApiCore } from './core.js';
import type { DecodedCall, JsonObject, RpcAction } from './define-action.js';
import {
  internalError,
  invalidVersion,
  missingAction,
  signatureRefusal,
  unknownAction,
} from './errors/gateway-errors.js';
import { problemRefusal } from './errors/problem-errors.js';
import { type Refusal, RefusedCall } from './errors/refusal.js';
import { relativeIds } from './ram-scope.js';
import { type RpcResponse, renderRefusal, renderSuccess } from './rendering/render.js';

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

/** From bytes to answer, the same for every operation. Never rejects. */
@Injectable()
export class RpcHandler {
  readonly #logger = new Logger('cloudapi');

  constructor(
    private readonly auth: AuthService,
    private readonly rateLimiter: RateLimiterService,
    private readonly core: CloudApiCore,
    private readonly audit: CallAudit,
    private readonly clock: Clock,
  ) {}

  async handle(call: IncomingCall): Promise<RpcResponse> {
    const { requestId, host } = call;
    const trail: CallTrail = { requestId, raw: call.raw, action: null, signed: null, resource: '' };
    try {
      trail.raw = { ...call.raw, body: await call.readBody() };
      const fields = await this.#run(call, trail);
      await this.audit.succeeded(trail);
      return renderSuccess({ format: formatOf(trail.raw), requestId, host }, trail.action?.name ?? '', fields);
    } catch (error) {
      const refusal = this.#refusalOf(error, trail);
      await this.audit.refused(trail, refusal);
      return renderRefusal({ format: formatOf(trail.raw), requestId, host }, refusal);
    }
  }

  /** Who calls is settled before anything is said about what was asked for. */
  async #run(call: IncomingCall, trail: CallTrail): Promise<JsonObject> {
    const request = readRpcRequest(trail.raw);
    const action = operationOf(request);
    trail.action = action;
    const now = this.clock.now();
    const signed = await this.auth.authenticateSigned(trail.raw, now);
    trail.signed = signed;
    const actor = this.auth.actorFor(signed, action.permission);
    call.onCaller(actor);
    await this.#limit(signed, action);
    const decoded = action.decode(request.parameters, this.core.limits);
    const resources = await relativeIds(action.ram.resource, request.parameters, (apiId) =>
      this.#groupOf(signed, apiId),
    );
    trail.resource = resources.map((id) => arnOf(this.core.place.region, signed.accountId, id)).join(' ');
    for (const resource of resources) this.#authorise(call, signed, { action, decoded, resource, now });
    return decoded.run(this.core, { actor, projectId: signed.projectId });
  }

  /** Per operation and user, over all replicas. */
  async #limit(signed: SignedActor, { name, callsPerSecond }: RpcAction): Promise<void> {
    if (callsPerSecond === null) return;
    const key = `cloudapi ${signed.accountId} ${signed.userId} ${name}`;
    await this.rateLimiter.consume(key, { points: this.core.limits[callsPerSecond], durationSeconds: 1 });
  }

  #authorise(call: IncomingCall, signed: SignedActor, asked: Asked): void {
    requireAllowed(signed, {
      action: asked.action.name,
      region: this.core.place.region,
      resource: asked.resource,
      tags: asked.decoded.tags,
      sourceIp: call.sourceIp,
      secureTransport: call.secureTransport,
      now: asked.now,
    });
  }

  /** `*` for an API that is not there: whoever may act on one group only hears the same as for one of another group. */
  async #groupOf(signed: SignedActor, apiId: string): Promise<string> {
    const actor = this.auth.actorFor(signed, ['proxy.view', 'group.view']);
    try {
      const caller = { actor, projectId: signed.projectId };
      return (await this.core.locateApi(caller, apiId, undefined)).groupId;
    } catch (error) {
      if (isProblem(error)) return '*';
      throw error;
    }
  }

  #refusalOf(error: unknown, trail: CallTrail): Refusal {
    if (error instanceof RefusedCall) return error.refusal;
    if (error instanceof SignatureProblem) return signatureRefusal(error);
    const refusal = isProblem(error) ? problemRefusal(error, trail.action?.name ?? '') : internalError;
    if (refusal.http >= 500) this.#logger.error({ err: error, requestId: trail.requestId }, 'a call failed');
    return refusal;
  }
}

interface Asked {
  readonly action: RpcAction;
  readonly decoded: DecodedCall;
  readonly resource: string;
  readonly now: Date;
}

function operationOf({
  action,
  version,
}: {
  readonly action: string | null;
  readonly version: string | null;
}): RpcAction {
  if (action === null || action === '') throw new RefusedCall(missingAction);
  const found = findAction(action);
  if (found === undefined) throw new RefusedCall(unknownAction);
  if (version !== VERSION) throw new RefusedCall(invalidVersion);
  return found;
}
