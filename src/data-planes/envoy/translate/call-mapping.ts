import type { JsonObject } from '@bufbuild/protobuf';
import type {
  ForwardAction,
  IrParameter,
  IrRequestMapping,
  ParameterCheck,
  PathMatch,
  PathRewrite,
} from '../../../ir/fragment.js';
import { patternProgram } from './call-pattern.js';
import { isWrittenLate } from './header-filter.js';

type Declared = IrRequestMapping['parameters'][number];

/** A mapping with the rewriting that follows from it, for lua/mapping.lua. */
export function mappingPlan({ mapping, rewrite }: ForwardAction, match: PathMatch, basePath: string): JsonObject {
  if (mapping === null) throw new Error('there is no mapping');
  const { mode, constants, system, contentType, dropsForm } = mapping;
  const { declared, targets, taken } = parametersOf(mapping);
  const slots = slotsOf(mapping);
  const target = (to: IrParameter): JsonObject => ({ ...to, ...slotOf(to, slots) });
  const named = (location: IrParameter['location']): string[] => [
    ...new Set(taken.filter((one) => one.location === location).map(({ name }) => name)),
  ];
  return {
    ...(mode === 'mapping' ? { dropsHeaders: true } : { passesOthers: true }),
    takenQuery: named('query'),
    takenHeaders: named('header').map((name) => name.toLowerCase()),
    takenBody: named('body'),
    ...(dropsForm === true || named('body').length > 0 ? { usesForm: true } : {}),
    ...(targets.some(({ location }) => location === 'body') ? { writesBody: true } : {}),
    ...(match.kind === 'template' ? { template: templateOf(match) } : {}),
    parameters: declared.map((parameter) => ({
      from: { ...parameter.from },
      ...(parameter.to === null ? {} : { to: target(parameter.to) }),
      ...(parameter.required ? { required: true } : {}),
      ...(parameter.defaultValue === null ? {} : { default: parameter.defaultValue }),
      ...(stays(parameter, match) ? { stays: true } : {}),
      ...(parameter.check === undefined ? {} : { check: checkOf(parameter.check) }),
    })),
    constants: constants.map(({ to, value }) => ({ to: target(to), value })),
    system: system.map(({ to, variable }) => ({ to: target(to), variable })),
    ...(contentType === undefined ? {} : { contentType: { ...contentType } }),
    rewrite: { ...rewriteOf(match, rewrite), base: basePath },
  };
}

function parametersOf({ mode, parameters, constants, system }: IrRequestMapping) {
  const declared = mode === 'passthrough' ? [] : parameters;
  const targets = [...declared, ...constants, ...system].flatMap(({ to }) => (to === null ? [] : [to]));
  return { declared, targets, taken: [...declared.map(({ from }) => from), ...targets] };
}

const stays = ({ from, to }: Declared, match: PathMatch): boolean =>
  match.kind === 'template' && from.location === 'path' && to?.location === 'path' && from.name === to.name;

function checkOf({ values, pattern, ...bounds }: ParameterCheck): JsonObject {
  const program = pattern === undefined ? undefined : patternProgram(pattern);
  if (program === null) throw new Error('a pattern is too large');
  return {
    ...bounds,
    ...(values === undefined ? {} : { values: [...values] }),
    ...(program === undefined ? {} : { pattern: program }),
  };
}

const templateOf = ({ segments }: PathMatch & { kind: 'template' }): JsonObject[] =>
  segments.flatMap((segment, index) => ('param' in segment ? [{ name: segment.param, index: index + 1 }] : []));

function rewriteOf(match: PathMatch, rewrite: PathRewrite): JsonObject {
  if (rewrite.kind === 'replace-prefix') {
    const [prefix, replacement] = [rewrite.prefix, rewrite.replacement].map((path) => (path === '/' ? '' : path));
    return { prefix: prefix ?? '', replacement: replacement ?? '' };
  }
  const segments = rewrite.segments.map(
    (segment): JsonObject => ('literal' in segment ? { literal: segment.literal } : { param: segment.param }),
  );
  return { segments, ...(rewrite.tail ? tailOf(match) : {}) };
}

/** Where the tail begins: at a character or behind so many segments. */
function tailOf(match: PathMatch): JsonObject {
  if (match.kind === 'template') return { tailAfter: match.segments.length };
  if (match.kind === 'exact') return {};
  return { tailFrom: (match.path === '/' ? 0 : match.path.length) + 1 };
}

/** Header names that the mapping reads or writes and that the gateway says itself, or that a filter behind the script strips. */
export function lateHeaders(mapping: IrRequestMapping): readonly string[] {
  const names = parametersOf(mapping).taken.flatMap(({ location, name }) =>
    location === 'header' ? name.toLowerCase() : [],
  );
  return [...new Set(names)].filter(isWrittenLate).sort();
}

/** The metadata that takes the value of such a header to where the route writes it. */
export function slotsOf(mapping: IrRequestMapping): ReadonlyMap<string, string> {
  const written = new Set(
    parametersOf(mapping).targets.flatMap(({ location, name }) => (location === 'header' ? name.toLowerCase() : [])),
  );
  const late = lateHeaders(mapping).filter((name) => written.has(name));
  return new Map(late.map((name, index) => [name, `header-${index}`]));
}

function slotOf({ location, name }: IrParameter, slots: ReadonlyMap<string, string>): JsonObject {
  const slot = location === 'header' ? slots.get(name.toLowerCase()) : undefined;
  return slot === undefined ? {} : { slot };
}
