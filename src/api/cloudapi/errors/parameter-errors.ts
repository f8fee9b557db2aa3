import { missing, Problem } from '../../../shared/problem.js';
import type { Parameter, ParameterTable } from '../../rpc/decode/parameters.js';
import { problemRefusal } from './problem-errors.js';

/** Codes that a call of `action` is refused with for its parameters alone. */
export const parameterErrors = (action: string, parameters: ParameterTable): string[] =>
  Object.entries(parameters).flatMap(([name, parameter]) =>
    refusalsOf(name, parameter).map((problem) => problemRefusal(problem, action).code),
  );

const refusalsOf = (field: string, { required, refuses }: Parameter<unknown>): Problem[] => [
  ...(required ? [missing(field)] : []),
  ...refuses.map((code) => new Problem(code, '', { field })),
];
