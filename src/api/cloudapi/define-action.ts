import { type RpcAction as AnyRpcAction, actionDefiner, type RamRule } from '../rpc/define-action.js';
import type { CloudApiCore } from './core.js';
import type { RamScope } from './ram-scope.js';

export const defineAction = actionDefiner<CloudApiCore, RamRule<RamScope>>();

export type RpcAction = AnyRpcAction<CloudApiCore, RamRule<RamScope>>;
