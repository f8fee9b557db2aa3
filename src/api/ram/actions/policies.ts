import { SYSTEM_POLICIES } from '../../../auth/system-policies.js';
import { flag, required, text } from '../../rpc/decode/parameters.js';
import { type Caller, NOTHING } from '../../rpc/define-action.js';
import type { RamCore } from '../core.js';
import { ADMINISTERS, defineAction } from '../define-action.js';
import { cut, PAGING, PAGING_SHAPE, pagingFields } from '../paging.js';
import { anyPolicyName, freeText, policyName } from '../parameters.js';
import { readDocument } from '../policy-document.js';
import { POLICY_FIELDS, presentPolicy, presentSystemPolicy, presentVersion, VERSION_FIELDS } from '../presenters.js';

export const PolicyName = required(anyPolicyName('Name of the policy.'));
export const PolicyDocument = required(text('JSON: Version 1 and its statements.'));
export const PolicyType = required(
  text('Custom: of the account; System: of the product.', { values: ['Custom', 'System'] }),
);

export const createPolicy = defineAction({
  name: 'CreatePolicy',
  summary: 'Makes a policy of the account.',
  ram: { level: 'create', resource: 'policy/*' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: {
    PolicyName: required(policyName('Unique in the account: letters, digits and hyphens.')),
    PolicyDocument,
    Description: freeText('Kept and returned.', 1024),
  },
  response: { fields: { Policy: { fields: POLICY_FIELDS } } },
  errors: [
    'MissingPolicyName',
    'MissingPolicyDocument',
    'InvalidParameter.PolicyName.InvalidChars',
    'MalformedPolicyDocument',
    'EntityAlreadyExists.Policy',
  ],
  run: ({ policies }, { actor, projectId }, given) =>
    policies.create(actor, projectId, {
      name: given.PolicyName,
      description: given.Description ?? '',
      ...readDocument(given.PolicyDocument),
    }),
  encode: (policy) => ({ Policy: presentPolicy(policy) }),
});

export const getPolicy = defineAction({
  name: 'GetPolicy',
  summary: 'One policy with the text of its default version.',
  ram: { level: 'get', resource: 'policy/{PolicyName}' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: { PolicyType, PolicyName },
  response: {
    fields: {
      Policy: { fields: { ...POLICY_FIELDS, PolicyDocument: 'string' } },
      DefaultPolicyVersion: { fields: VERSION_FIELDS },
    },
  },
  errors: ['MissingPolicyName', 'MissingPolicyType', 'InvalidParameter.PolicyType', 'EntityNotExist.Policy'],
  async run(core, caller, given) {
    const { facts, versions, defaultVersion } = await core.anyPolicy(caller, given.PolicyType, given.PolicyName);
    const counts = await attachmentCounts(core, caller);
    const version = versions.find(({ number }) => number === defaultVersion);
    if (version === undefined) throw new Error(`policy ${given.PolicyName} lacks its default version`);
    return { facts, count: counts.get(keyOf(facts)) ?? 0, version, defaultVersion };
  },
  encode: ({ facts, count, version, defaultVersion }) => ({
    Policy: { ...facts, AttachmentCount: count, PolicyDocument: version.text },
    DefaultPolicyVersion: presentVersion(version, defaultVersion),
  }),
});

export const listPolicies = defineAction({
  name: 'ListPolicies',
  summary: 'The policies of the account, then those of the product.',
  ram: { level: 'list', resource: 'policy/*' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: { PolicyType: text('Only these.', { values: ['Custom', 'System'] }), ...PAGING },
  response: { fields: { Policies: { item: 'Policy', list: { fields: POLICY_FIELDS } }, ...PAGING_SHAPE } },
  errors: ['InvalidParameter.PolicyType', 'InvalidParameter.Marker'],
  async run(core, caller, given) {
    const custom = await core.policies.list(caller.actor, caller.projectId);
    const all = [...custom.map(presentPolicy), ...SYSTEM_POLICIES.map(presentSystemPolicy)];
    const asked = all.filter(({ PolicyType: type }) => (given.PolicyType || type) === type);
    return { page: cut(asked, given.Marker, given.MaxItems), counts: await attachmentCounts(core, caller) };
  },
  encode: ({ page, counts }) => ({
    Policies: { Policy: page.items.map((facts) => ({ ...facts, AttachmentCount: counts.get(keyOf(facts)) ?? 0 })) },
    ...pagingFields(page),
  }),
});

export const updatePolicyDescription = defineAction({
  name: 'UpdatePolicyDescription',
  summary: 'Changes the description of a policy of the account.',
  ram: { level: 'update', resource: 'policy/{PolicyName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { PolicyName, NewDescription: required(freeText('Kept and returned.', 1024)) },
  response: { fields: { Policy: { fields: POLICY_FIELDS } } },
  errors: ['MissingPolicyName', 'MissingNewDescription', 'EntityNotExist.Policy'],
  async run(core, caller, given) {
    const { id } = await core.policy(caller, given.PolicyName);
    return core.policies.update(caller.actor, id, { description: given.NewDescription });
  },
  encode: (policy) => ({ Policy: presentPolicy(policy) }),
});

export const deletePolicy = defineAction({
  name: 'DeletePolicy',
  summary: 'Deletes a policy that is attached to nobody and has no version but the default.',
  ram: { level: 'delete', resource: 'policy/{PolicyName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { PolicyName, CascadingDelete: flag('True: its other versions go too.') },
  response: NOTHING,
  errors: ['MissingPolicyName', 'EntityNotExist.Policy', 'DeleteConflict.Policy.User', 'DeleteConflict.Policy.Version'],
  async run(core, caller, given) {
    const { id } = await core.policy(caller, given.PolicyName);
    await core.policies.deleteUnused(caller.actor, id, given.CascadingDelete === true);
  },
  encode: () => ({}),
});

const keyOf = ({ PolicyType: type, PolicyName: name }: { readonly PolicyType: string; readonly PolicyName: string }) =>
  `${type} ${name}`;

async function attachmentCounts(core: RamCore, caller: Caller): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { type, policyName: name } of await core.attachments(caller)) {
    const key = keyOf({ PolicyType: type, PolicyName: name });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
