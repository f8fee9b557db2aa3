import { newId } from '../../../shared/ids.js';
import { tags, toStored } from '../../rpc/decode/tags.js';
import { apiExtension } from '../decode/api-facts.js';
import { toCore } from '../decode/definition.js';
import { defineAction } from '../define-action.js';
import { groupId, WRITE_RATE } from './common-parameters.js';
import { DEFINITION_ERRORS, DEFINITION_PARAMETERS, readFacts } from './definition-parameters.js';

export const createApi = defineAction({
  name: 'CreateApi',
  summary: 'Creates the draft of an API. Nothing is callable before DeployApi.',
  ram: { level: 'create', resource: 'apigroup/{GroupId}' },
  permission: ['group.view', 'proxy.view', 'proxy.manage'],
  mutates: true,
  callsPerSecond: WRITE_RATE,
  parameters: {
    GroupId: groupId,
    ...DEFINITION_PARAMETERS,
    Tag: tags('Stored with the API, beside those of its group.'),
  },
  response: { fields: { ApiId: 'string' } },
  errors: [...DEFINITION_ERRORS, 'NotFoundApiGroup', 'ExceedLimitApi'],
  run({ members, tags: stored, limits }, { actor, projectId }, { GroupId, Tag, ...given }) {
    const facts = readFacts(given, {});
    const description = given.Description ?? '';
    const core = toCore(facts, newId(), description);
    const input = {
      name: given.ApiName,
      description,
      definition: {
        type: 'REST',
        source: 'CLOUD_API',
        clientRoute: null,
        ...core,
        backendApiVersion: null,
        specDigest: null,
        extensions: apiExtension(facts, core),
      },
    } as const;
    return members.createMember(actor, projectId, GroupId, input, limits.apisPerGroup, (tx, { id }) =>
      stored.tagNew(tx, projectId, 'api', id, toStored(Tag)),
    );
  },
  encode: ({ id }) => ({ ApiId: id }),
});
