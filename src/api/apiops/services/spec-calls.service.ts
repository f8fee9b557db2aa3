import { Injectable } from '@nestjs/common';
import { ApiProxiesService } from '../../../api-proxies/api-proxies.service.js';
import type { SpecFormat, SpecMember } from '../../../api-proxies/spec-publish/published-spec.js';
import { SpecPublisher } from '../../../api-proxies/spec-publish/spec-publisher.js';
import { requireAccess } from '../../../auth/access.js';
import { ReachService } from '../../../deployments/reach.service.js';
import type { Actor } from '../../../model/actor.js';
import type { ApiProxy } from '../../../model/api-proxy.js';
import { ProxyGroupsService } from '../../../proxy-groups/proxy-groups.service.js';
import { Problem } from '../../../shared/problem.js';
import { refused } from '../decode/fields.js';
import type { UploadedSpec } from '../decode/proxy.decode.js';
import { SPEC_TEXTS } from '../http/messages.js';
import type { DeploymentOutcome } from '../present/deployment-result.js';
import type { GroupPath } from './group-calls.service.js';
import { Lookups } from './lookups.service.js';
import type { ProxyPath } from './proxy-calls.service.js';
import { ProxySaving } from './proxy-saving.service.js';
import { Rollouts } from './rollouts.service.js';

/** A description as it goes over the wire. */
export interface SpecText {
  readonly mediaType: string;
  readonly text: string;
}

const MEDIA_TYPES: Record<SpecFormat, string> = {
  json: 'application/json;charset=UTF-8',
  yaml: 'application/yaml;charset=UTF-8',
};

/** The descriptions of proxies, and of groups as the sum of their members. */
@Injectable()
export class SpecCalls {
  constructor(
    private readonly lookups: Lookups,
    private readonly proxies: ApiProxiesService,
    private readonly groups: ProxyGroupsService,
    private readonly saving: ProxySaving,
    private readonly publisher: SpecPublisher,
    private readonly reach: ReachService,
    private readonly rollouts: Rollouts,
  ) {}

  /** Says whether gateways serve it. Every name is looked up before anything is written. */
  async show(
    actor: Actor,
    path: ProxyPath,
    isShown: boolean,
    environmentNames: readonly string[],
  ): Promise<DeploymentOutcome[]> {
    const { id, projectId } = await this.lookups.proxy(actor, path.projectName, path.apiProxyName);
    requireAccess(actor, 'proxy.manage', projectId);
    if (environmentNames.length > 0) requireAccess(actor, 'proxy.deploy', projectId);
    const environments = await this.lookups.everyEnvironment(actor, environmentNames);
    await this.proxies.edit(actor, projectId, id, ({ specHidden: _before, ...definition }) =>
      isShown ? definition : { ...definition, specHidden: true },
    );
    return this.rollouts.deployEach(actor, environments, {
      projectId,
      target: { kind: 'proxy', proxyId: id, groupId: null },
    });
  }

  /** As it was imported. What is neither JSON nor YAML is given as it is, whatever the format. */
  async ofProxy(actor: Actor, path: ProxyPath, format: SpecFormat): Promise<SpecText> {
    const proxy = await this.lookups.proxy(actor, path.projectName, path.apiProxyName);
    const stored = await this.proxies.specOf(actor, proxy);
    if (stored === undefined) throw new Problem('not_found', SPEC_TEXTS.none(proxy.name));
    const { content, mediaType } = stored;
    if (!/json|yaml/.test(mediaType)) return { mediaType, text: content.toString('utf8') };
    return {
      mediaType: MEDIA_TYPES[format],
      text: await this.publisher.text({ kind: 'plain', document: content, format }),
    };
  }

  /** The operations follow it, as when the proxy is reparsed; everything else stays. */
  async replace(actor: Actor, path: ProxyPath, file: UploadedSpec): Promise<void> {
    const proxy = await this.lookups.proxy(actor, path.projectName, path.apiProxyName);
    const { source } = proxy.definition;
    if (source !== 'OPEN_API' && source !== 'SWAGGER' && source !== 'WSDL') throw refused(SPEC_TEXTS.none(proxy.name));
    await this.saving.createOrReparse(actor, path.projectName, {
      name: proxy.name,
      description: undefined,
      creationType: source,
      spec: { from: 'file', file },
      clientRoute: undefined,
      routing: undefined,
      reParse: true,
      backendApiVersion: undefined,
      groupName: undefined,
      environmentNames: [],
    });
  }

  /** Of the saved members, in their order, at the addresses where the group is deployed. */
  async ofGroup(actor: Actor, path: GroupPath, format: SpecFormat): Promise<SpecText> {
    const group = await this.lookups.group(actor, path.projectName, path.apiProxyGroupName);
    const [proxies, serverUrls] = await Promise.all([
      this.groups.members(actor, group),
      this.reach.groupAddresses(actor, group),
    ]);
    const members = await Promise.all(proxies.map((proxy) => this.#member(actor, proxy)));
    const { name: title, description } = group;
    const text = await this.publisher.text({ kind: 'merged', title, description, serverUrls, members, format });
    return { mediaType: MEDIA_TYPES[format], text };
  }

  async #member(actor: Actor, proxy: ApiProxy): Promise<SpecMember> {
    const stored = await this.proxies.specOf(actor, proxy);
    const isReadable = stored !== undefined && /json|yaml/.test(stored.mediaType);
    return {
      name: proxy.name,
      document: isReadable ? stored.content : null,
      operations: proxy.definition.operations.filter(({ active }) => active),
    };
  }
}
