import { empty, type Fields } from './fields.js';

/** `deploy` and `deployTargetEnvironmentNameList`: environments to deploy to after saving; empty: none. */
export function decodeTargets(fields: Fields): readonly string[] {
  const names = fields.texts('deployTargetEnvironmentNameList') ?? [];
  if (fields.flag('deploy') !== true) return [];
  if (names.length === 0) throw empty('deployTargetEnvironmentNameList');
  return [...new Set(names)];
}
