import { type RpcAction as AnyRpcAction, actionDefiner, type RamRule } from '../rpc/define-action.js';
import type { RamCore } from './core.js';
import type { RamResource } from './ram-scope.js';

export const defineAction = actionDefiner<RamCore, RamRule<RamResource>>();

export type RamAction = AnyRpcAction<RamCore, RamRule<RamResource>>;

/** What the actor of every action holds: the right that the same deed needs on the admin surface. */
export const ADMINISTERS = ['project.administer'] as const;
