import { createAccessKey, deleteAccessKey, listAccessKeys, updateAccessKey } from './actions/access-keys.js';
import {
  attachPolicyToUser,
  detachPolicyFromUser,
  listEntitiesForPolicy,
  listPoliciesForUser,
} from './actions/attachments.js';
import { deleteLoginProfile, listGroupsForUser, unbindMfaDevice } from './actions/of-others.js';
import { createPolicy, deletePolicy, getPolicy, listPolicies, updatePolicyDescription } from './actions/policies.js';
import {
  createPolicyVersion,
  deletePolicyVersion,
  getPolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
} from './actions/policy-versions.js';
import { createUser, deleteUser, getUser, listUsers, updateUser } from './actions/users.js';
import type { RamAction } from './define-action.js';

export const VERSION = '2015-05-01';

/** Every operation of RAM that we speak. */
export const ACTIONS: Readonly<Record<string, RamAction>> = Object.fromEntries(
  [
    createUser,
    getUser,
    updateUser,
    deleteUser,
    listUsers,
    createAccessKey,
    listAccessKeys,
    updateAccessKey,
    deleteAccessKey,
    createPolicy,
    getPolicy,
    listPolicies,
    updatePolicyDescription,
    deletePolicy,
    createPolicyVersion,
    getPolicyVersion,
    listPolicyVersions,
    setDefaultPolicyVersion,
    deletePolicyVersion,
    attachPolicyToUser,
    detachPolicyFromUser,
    listPoliciesForUser,
    listEntitiesForPolicy,
    listGroupsForUser,
    deleteLoginProfile,
    unbindMfaDevice,
  ].map((action) => [action.name, action]),
);
