import type { ClientRoute } from '../../../model/client-route.js';
import { decodeClientRoute } from './client-route.decode.js';
import { empty, Fields } from './fields.js';

export interface GroupSaveRequest {
  readonly name: string;
  readonly description: string;
  readonly clientRoute: ClientRoute;
  /** Deploy to this one after saving. */
  readonly environmentName: string | undefined;
}

/** Checks in the contract's order: `name`, `clientRoute`, its list, its first path. Source: apiops.md 12.2. */
export function decodeGroup(body: unknown): GroupSaveRequest {
  const fields = Fields.ofBody(body);
  const name = fields.requiredText('name');
  const route = fields.object('clientRoute');
  if (route === undefined) throw empty('clientRoute');
  const environmentName = fields.text('environmentName');
  return {
    name,
    clientRoute: decodeClientRoute(route),
    description: fields.text('description') ?? '',
    environmentName: environmentName === '' ? undefined : environmentName,
  };
}
