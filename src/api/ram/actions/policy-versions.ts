import { notFound } from '../../../shared/problem.js';
import { flag, required, text } from '../../rpc/decode/parameters.js';
import { NOTHING } from '../../rpc/define-action.js';
import { ADMINISTERS, defineAction } from '../define-action.js';
import { versionId } from '../parameters.js';
import { readDocument } from '../policy-document.js';
import { presentVersion, VERSION_FIELDS } from '../presenters.js';
import { PolicyDocument, PolicyName, PolicyType } from './policies.js';

const VersionId = required(versionId('v1, v2, ...'));
const one = { fields: { PolicyVersion: { fields: VERSION_FIELDS } } } as const;

/** The value of RotateStrategy that makes room for a sixth version. */
const ROTATE = 'DeleteOldestNonDefaultVersionWhenLimitExceeded';

export const createPolicyVersion = defineAction({
  name: 'CreatePolicyVersion',
  summary: 'Gives a policy another text; five are kept.',
  ram: { level: 'create', resource: 'policy/{PolicyName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: {
    PolicyName,
    PolicyDocument,
    SetAsDefault: flag('True: it counts from the next call on.'),
    RotateStrategy: text('Whether the oldest makes room.', { values: ['None', ROTATE] }),
  },
  response: one,
  errors: ['MissingPolicyName', 'MalformedPolicyDocument', 'EntityNotExist.Policy', 'LimitExceeded.Policy.Version'],
  async run(core, caller, given) {
    const document = readDocument(given.PolicyDocument);
    const { id, defaultVersion } = await core.policy(caller, given.PolicyName);
    const how = { asDefault: given.SetAsDefault === true, rotate: given.RotateStrategy === ROTATE };
    const version = await core.policies.addVersion(caller.actor, id, document, how);
    return { version, defaultVersion: how.asDefault ? version.number : defaultVersion };
  },
  encode: ({ version, defaultVersion }) => ({ PolicyVersion: presentVersion(version, defaultVersion) }),
});

export const getPolicyVersion = defineAction({
  name: 'GetPolicyVersion',
  summary: 'One text of a policy.',
  ram: { level: 'get', resource: 'policy/{PolicyName}' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: { PolicyType, PolicyName, VersionId },
  response: one,
  errors: ['MissingPolicyName', 'EntityNotExist.Policy', 'EntityNotExist.Policy.Version'],
  async run(core, caller, given) {
    const { versions, defaultVersion } = await core.anyPolicy(caller, given.PolicyType, given.PolicyName);
    const version = versions.find(({ number }) => number === given.VersionId);
    if (version === undefined) throw notFound('policy-version', `v${given.VersionId}`);
    return { version, defaultVersion };
  },
  encode: ({ version, defaultVersion }) => ({ PolicyVersion: presentVersion(version, defaultVersion) }),
});

export const listPolicyVersions = defineAction({
  name: 'ListPolicyVersions',
  summary: 'The texts of a policy, newest first.',
  ram: { level: 'list', resource: 'policy/{PolicyName}' },
  permission: ADMINISTERS,
  mutates: false,
  callsPerSecond: null,
  parameters: { PolicyType, PolicyName },
  response: { fields: { PolicyVersions: { item: 'PolicyVersion', list: { fields: VERSION_FIELDS } } } },
  errors: ['MissingPolicyName', 'EntityNotExist.Policy'],
  run: (core, caller, given) => core.anyPolicy(caller, given.PolicyType, given.PolicyName),
  encode: ({ versions, defaultVersion }) => ({
    PolicyVersions: { PolicyVersion: versions.map((version) => presentVersion(version, defaultVersion)) },
  }),
});

export const setDefaultPolicyVersion = defineAction({
  name: 'SetDefaultPolicyVersion',
  summary: 'Chooses the text that counts, from the next call on.',
  ram: { level: 'update', resource: 'policy/{PolicyName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { PolicyName, VersionId },
  response: NOTHING,
  errors: ['MissingPolicyName', 'MissingVersionId', 'EntityNotExist.Policy', 'EntityNotExist.Policy.Version'],
  async run(core, caller, given) {
    const { id } = await core.policy(caller, given.PolicyName);
    await core.policies.setDefaultVersion(caller.actor, id, given.VersionId);
  },
  encode: () => ({}),
});

export const deletePolicyVersion = defineAction({
  name: 'DeletePolicyVersion',
  summary: 'Deletes a text that is not the default.',
  ram: { level: 'delete', resource: 'policy/{PolicyName}' },
  permission: ADMINISTERS,
  mutates: true,
  callsPerSecond: null,
  parameters: { PolicyName, VersionId },
  response: NOTHING,
  errors: [
    'MissingPolicyName',
    'MissingVersionId',
    'EntityNotExist.Policy',
    'EntityNotExist.Policy.Version',
    'DeleteConflict.Policy.Version.Default',
  ],
  async run(core, caller, given) {
    const { id } = await core.policy(caller, given.PolicyName);
    await core.policies.deleteVersion(caller.actor, id, given.VersionId);
  },
  encode: () => ({}),
});
