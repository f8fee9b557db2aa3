import type { ForwardAction, Route } from '../../ir/fragment.js';
import { validateFragment } from '../../ir/validate.js';
import type { Fault } from '../../shared/problem.js';
import { type Compiled, type CompileInput, compile } from '../compile.js';

export function faultsOf(given: CompileInput): readonly Fault[] {
  const compiled = compile(given);
  return compiled.ok ? [] : compiled.faults;
}

/** Compiled, and free of contradictions. */
export function compiledOf(given: CompileInput): Extract<Compiled, { ok: true }> {
  const compiled = compile(given);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  const contradictions = validateFragment(compiled.fragment);
  if (contradictions.length > 0) throw new Error(JSON.stringify(contradictions));
  return compiled;
}

export const routesOf = (given: CompileInput): readonly Route[] => compiledOf(given).fragment.routes;

/** `methods kind path action` of each route. */
export const matches = (given: CompileInput): string[] =>
  routesOf(given).map(({ match, action }) => {
    const path = match.path.kind === 'template' ? JSON.stringify(match.path.segments) : match.path.path;
    return `${match.methods.join(',')} ${match.path.kind} ${path} ${action.kind}`;
  });

/** Action of the first route. */
export function forwardOf(given: CompileInput): ForwardAction {
  const action = routesOf(given)[0]?.action;
  if (action?.kind !== 'forward') throw new Error(`unexpected ${action?.kind}`);
  return action;
}
