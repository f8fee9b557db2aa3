import type { Environment } from '../../../model/environment.js';
import type { EnvironmentRow } from '../dto/environment.dto.js';
import { shortId } from './ids.js';

/** Outside a proxy or a group: nothing is said about deployments. */
export const presentEnvironment = (environment: Environment): EnvironmentRow => ({
  id: shortId(environment.id),
  name: environment.name,
  description: environment.description,
  type: environment.type,
  status: 'PUBLISHED',
  accessUrl: environment.accessUrl,
  deployed: null,
  redeployRequired: null,
});
