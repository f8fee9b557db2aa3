import { empty, Fields } from './fields.js';

/** The same of a body that may be left out. */
export const decodeTargetsOf = (body: unknown): readonly string[] => decodeTargets(Fields.ofBody(body));

/** `deploy` and `deployTargetEnvironmentNameList`: environments to deploy to after saving; empty: none. */
export function decodeTargets(fields: Fields): readonly string[] {
  const names = fields.texts('deployTargetEnvironmentNameList') ?? [];
  if (fields.flag('deploy') !== true) return [];
  if (names.length === 0) throw empty('deployTargetEnvironmentNameList');
  return [...new Set(names)];
}
