import { newId } from '../../../shared/ids.js';
import { factsOf, withCore } from '../decode/api-facts.js';
import { toCore } from '../decode/definition.js';
import { defineAction } from '../define-action.js';
import { apiId, LOCATE_ERRORS, NOTHING, optionalGroupId, WRITE_RATE } from './common-parameters.js';
import { DEFINITION_ERRORS, DEFINITION_PARAMETERS, readFacts } from './definition-parameters.js';

export const modifyApi = defineAction({
  name: 'ModifyApi',
  summary: 'Replaces the whole draft. What is live stays as it is until the next DeployApi.',
  ram: { level: 'update', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'proxy.manage'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: { ApiId: apiId, GroupId: optionalGroupId, ...DEFINITION_PARAMETERS },
  response: NOTHING,
  errors: [...LOCATE_ERRORS, ...DEFINITION_ERRORS, 'ForbiddenApi'],
  async run(services, caller, { ApiId, GroupId, ...given }) {
    const { proxy, groupId } = await services.locateApi(caller, ApiId, GroupId);
    const facts = readFacts(given, factsOf(proxy, proxy.definition));
    const description = given.Description ?? '';
    const core = toCore(facts, proxy.definition.operations[0]?.id ?? newId(), description);
    await services.members.updateMember(caller.actor, caller.projectId, groupId, proxy.id, {
      apiName: given.ApiName,
      description,
      definition: withCore(proxy.definition, facts, core),
    });
  },
  encode: () => ({}),
});
