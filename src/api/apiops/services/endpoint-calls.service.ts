import { Injectable } from '@nestjs/common';
import { ApiProxiesService } from '../../../api-proxies/api-proxies.service.js';
import {
  mayHaveOperations,
  type OperationKey,
  operationAt,
  withOperation,
  withOperationChanged,
  withoutOperation,
} from '../../../api-proxies/operations.js';
import { requireAccess } from '../../../auth/access.js';
import type { Actor } from '../../../model/actor.js';
import type { ApiProxy, Operation, ProxyDefinition } from '../../../model/api-proxy.js';
import { newId } from '../../../shared/ids.js';
import type { EndpointEdit, NewEndpoint } from '../decode/endpoint.decode.js';
import { refused } from '../decode/fields.js';
import { ENDPOINT_TEXTS } from '../http/messages.js';
import type { DeploymentOutcome } from '../present/deployment-result.js';
import { methodWord } from '../present/proxy.presenter.js';
import { Lookups } from './lookups.service.js';
import type { ProxyPath } from './proxy-calls.service.js';
import { Rollouts } from './rollouts.service.js';

/** The operations of a proxy, which this dialect calls endpoints. Edits change the draft; what is live stays. */
@Injectable()
export class EndpointCalls {
  constructor(
    private readonly lookups: Lookups,
    private readonly proxies: ApiProxiesService,
    private readonly rollouts: Rollouts,
  ) {}

  /** In the order of the definition. */
  async list(actor: Actor, path: ProxyPath): Promise<readonly Operation[]> {
    return (await this.#proxy(actor, path)).definition.operations;
  }

  async get(actor: Actor, path: ProxyPath, key: OperationKey): Promise<Operation> {
    return found((await this.#proxy(actor, path)).definition, key);
  }

  async create(actor: Actor, path: ProxyPath, endpoint: NewEndpoint): Promise<void> {
    const { id, projectId } = await this.#managed(actor, path);
    await this.proxies.edit(actor, projectId, id, (definition) => {
      if (!mayHaveOperations(definition)) throw refused(ENDPOINT_TEXTS.onlyAdded);
      if (operationAt(definition, endpoint) !== undefined) throw refused(ENDPOINT_TEXTS.exists(...wordsOf(endpoint)));
      return withOperation(definition, { id: newId(), ...endpoint, active: true, mapping: null, mock: null });
    });
  }

  async delete(actor: Actor, path: ProxyPath, key: OperationKey): Promise<void> {
    const { id, projectId } = await this.#managed(actor, path);
    await this.proxies.edit(actor, projectId, id, (definition) => {
      if (!mayHaveOperations(definition)) throw refused(ENDPOINT_TEXTS.onlyDeleted);
      found(definition, key);
      return withoutOperation(definition, key);
    });
  }

  /** Every name is looked up before anything is written. */
  async change(actor: Actor, path: ProxyPath, edit: EndpointEdit): Promise<DeploymentOutcome[]> {
    const { id, projectId } = await this.#managed(actor, path);
    if (edit.environmentNames.length > 0) requireAccess(actor, 'proxy.deploy', projectId);
    const environments = await this.lookups.everyEnvironment(actor, edit.environmentNames);
    await this.proxies.edit(actor, projectId, id, (definition) => {
      found(definition, edit.key);
      return withOperationChanged(definition, edit.key, edit.change);
    });
    return this.rollouts.deployEach(actor, environments, {
      projectId,
      target: { kind: 'proxy', proxyId: id, groupId: null },
    });
  }

  #proxy(actor: Actor, { projectName, apiProxyName }: ProxyPath): Promise<ApiProxy> {
    return this.lookups.proxy(actor, projectName, apiProxyName);
  }

  /** Whoever may not change it is not told what is in it. */
  async #managed(actor: Actor, path: ProxyPath): Promise<ApiProxy> {
    const proxy = await this.#proxy(actor, path);
    requireAccess(actor, 'proxy.manage', proxy.projectId);
    return proxy;
  }
}

const wordsOf = ({ path, method }: OperationKey) => [path, methodWord(method)] as const;

function found(definition: ProxyDefinition, key: OperationKey): Operation {
  const operation = operationAt(definition, key);
  if (operation === undefined) throw refused(ENDPOINT_TEXTS.notFound(...wordsOf(key)));
  return operation;
}
