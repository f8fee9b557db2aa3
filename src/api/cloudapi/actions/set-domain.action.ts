import { STAGES } from '../../../model/environment.js';
import { DOMAIN_TYPES } from '../../../model/group-domain.js';
import { flag, oneOf, withDefault } from '../../rpc/decode/parameters.js';
import { defineAction } from '../define-action.js';
import { presentBoundDomain } from '../presenters/domain.presenter.js';
import { subDomain } from '../presenters/wire-values.js';
import { groupId, SETTLE_MS } from './common-parameters.js';
import { DOMAIN_STATUS_SHAPE, domainName } from './domain-parameters.js';

export const setDomain = defineAction({
  name: 'SetDomain',
  summary: 'Binds a domain to a group: what is live there is called by it at once. A bound domain is bound anew.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'group.manage'],
  mutates: true,
  callsPerSecond: null,
  parameters: {
    GroupId: groupId,
    DomainName: domainName,
    BindStageName: oneOf('Calls of the domain are of this stage, whatever they ask for. Empty: of any.', STAGES),
    CustomDomainType: withDefault(oneOf('Kept and returned.', DOMAIN_TYPES), 'INTERNET'),
    IsForce: flag('True: also when another group of the account has it, which loses it then.'),
    IsHttpRedirectToHttps: flag(
      'True: callers of the domain without TLS are sent to it, while there is a certificate.',
    ),
  },
  response: { fields: { GroupId: 'string', SubDomain: 'string', ...DOMAIN_STATUS_SHAPE } },
  errors: ['NotFoundApiGroup', 'RepeatedDomainName', 'ExceedLimitDomain', 'DomainNotResolved', 'ForbiddenApiGroup'],
  run({ domains }, { actor, projectId }, { GroupId, DomainName, BindStageName, CustomDomainType, ...flags }) {
    return domains.bind(
      actor,
      { projectId, groupId: GroupId, waitMs: SETTLE_MS },
      {
        name: DomainName,
        stage: BindStageName ?? null,
        type: CustomDomainType,
        force: flags.IsForce ?? false,
        redirectsToHttps: flags.IsHttpRedirectToHttps ?? false,
      },
    );
  },
  encode: (domain, { place }) => ({
    GroupId: domain.groupId,
    SubDomain: subDomain(domain.groupId, place),
    ...presentBoundDomain(domain),
  }),
});
