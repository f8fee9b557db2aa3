import { type RpcAction as AnyRpcAction, actionDefiner, type RamRule } from '../rpc/define-action.js';
import type { CloudApiCore } from './core.js';
import { parameterErrors } from './errors/parameter-errors.js';
import type { RamScope } from './ram-scope.js';

const define = actionDefiner<CloudApiCore, RamRule<RamScope>>();

/** `errors` need not name what the parameters alone are refused with. */
export const defineAction: typeof define = (spec) =>
  define({ ...spec, errors: [...new Set([...parameterErrors(spec.name, spec.parameters), ...spec.errors])] });

export type RpcAction = AnyRpcAction<CloudApiCore, RamRule<RamScope>>;
