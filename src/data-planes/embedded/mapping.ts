import type { IrParameter, IrRequestMapping, PathMatch } from '../../ir/fragment.js';
import { compileCheck, type ValueCheck } from '../../ir/parameter-check.js';
import { MappedRequest } from './mapped-request.js';
import { formDecode, InvalidParameter, splitQuery } from './mapping-values.js';
import type { PathParameters } from './rewrite.js';

/** One request, as the mapping reads it. */
export interface MappingInput {
  readonly parameters: PathParameters;
  /** With its `?`, or `''`. */
  readonly query: string;
  /** A parameter that is not passed on beside those that are declared; null: none. */
  readonly hiddenQuery: string | null;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** The whole body when it is a form and the mapping reads or writes one. */
  readonly form: URLSearchParams | null;
  readonly hasOtherBody: boolean;
  readonly system: (variable: string) => string;
}

export type MappingResult =
  | { readonly ok: true; readonly request: MappedRequest }
  | { readonly ok: false; readonly fault: 'missing-parameter' | 'invalid-parameter'; readonly name: string };

/** Moves a request's parameters to where the backend wants them (cloudapi-2016-07-14.md 5.3). */
export interface RequestMapper {
  /** Of what goes to the backend; null: the caller's. */
  readonly contentType: NonNullable<IrRequestMapping['contentType']> | null;
  /** The body has to be read when it is a form. */
  readonly usesForm: boolean;
  /** The body becomes a form, which no other body can. */
  readonly writesForm: boolean;
  map(input: MappingInput): MappingResult;
}

export function compileMapping(mapping: IrRequestMapping, match: PathMatch): RequestMapper {
  const declared = mapping.mode === 'passthrough' ? [] : mapping.parameters.map(withCheck);
  const targets = [...declared, ...mapping.constants, ...mapping.system].flatMap(({ to }) => (to === null ? [] : [to]));
  const writesForm = targets.some(({ location }) => location === 'body');
  const usesForm = writesForm || mapping.dropsForm === true || declared.some(({ from }) => from.location === 'body');
  const taken = new Taken([...declared.map(({ from }) => from), ...targets]);
  return {
    contentType: mapping.contentType ?? null,
    usesForm,
    writesForm,
    map: (input) => {
      try {
        if (input.hasOtherBody && writesForm) throw new InvalidParameter('invalid-parameter', 'body');
        return { ok: true, request: run(mapping, declared, taken, match, input) };
      } catch (error) {
        if (error instanceof InvalidParameter) return { ok: false, fault: error.fault, name: error.parameter };
        throw error;
      }
    },
  };
}

/** Names that the mapping reads or writes: what a client sends under them is not passed on beside. */
class Taken {
  readonly query: ReadonlySet<string>;
  readonly headers: ReadonlySet<string>;
  readonly body: ReadonlySet<string>;

  constructor(parameters: readonly IrParameter[]) {
    const named = (location: IrParameter['location']): string[] =>
      parameters.filter((parameter) => parameter.location === location).map(({ name }) => name);
    this.query = new Set(named('query'));
    this.headers = new Set(named('header').map((name) => name.toLowerCase()));
    this.body = new Set(named('body'));
  }
}

function run(
  mapping: IrRequestMapping,
  declared: readonly CheckedParameter[],
  taken: Taken,
  match: PathMatch,
  input: MappingInput,
): MappedRequest {
  const request = new MappedRequest(input.parameters, taken.headers, mapping.mode === 'mapping');
  if (mapping.mode !== 'mapping') passOthers(request, input, taken);
  for (const { from, to, required, defaultValue, isValid } of declared) {
    const values = valuesOf(from, input);
    if (isValid !== null && !values.map((value) => readable(from, value)).every(isValid)) {
      throw new InvalidParameter('invalid-parameter', from.name);
    }
    const present = values.length > 0 ? values : defaultValue === null ? [] : [defaultValue];
    if (present.length === 0 && required) throw new InvalidParameter('missing-parameter', from.name);
    if (to === null || isUnchangedPathParameter(from, to, match, values)) continue;
    for (const value of present) request.put(to, value);
  }
  for (const { to, value } of mapping.constants) request.put(to, value);
  for (const { to, variable } of mapping.system) request.put(to, input.system(variable));
  return request;
}

type Parameter = IrRequestMapping['parameters'][number];
type CheckedParameter = Parameter & { readonly isValid: ValueCheck | null };

const withCheck = (parameter: Parameter): CheckedParameter => ({
  ...parameter,
  isValid: parameter.check === undefined ? null : compileCheck(parameter.check),
});

/** Headers are read byte by byte; what is checked is their text. */
const readable = ({ location }: IrParameter, value: string): string =>
  location === 'header' && /[\x80-\xff]/.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;

/** Already in the path parameters, in the client's own spelling. */
const isUnchangedPathParameter = (from: IrParameter, to: IrParameter, match: PathMatch, values: string[]): boolean =>
  match.kind === 'template' &&
  from.location === 'path' &&
  to.location === 'path' &&
  from.name === to.name &&
  values.length > 0;

function passOthers(request: MappedRequest, input: MappingInput, taken: Taken): void {
  for (const pair of splitQuery(input.query)) {
    if (!taken.query.has(pair.name) && pair.name !== input.hiddenQuery) request.passQuery(pair.raw);
  }
  for (const [name, value] of input.form ?? []) {
    if (!taken.body.has(name)) request.put({ location: 'body', name }, value);
  }
}

function valuesOf(from: IrParameter, input: MappingInput): string[] {
  switch (from.location) {
    case 'path': {
      const value = input.parameters.get(from.name);
      return value === undefined || value === '' ? [] : [formDecode(value.replaceAll('+', '%2B'), from.name)];
    }
    case 'query':
      return splitQuery(input.query)
        .filter(({ name }) => name === from.name)
        .map(({ raw, name }) => formDecode(raw.includes('=') ? raw.slice(raw.indexOf('=') + 1) : '', name));
    case 'header': {
      const value = input.headers[from.name.toLowerCase()];
      return typeof value === 'string' ? [value] : [...(value ?? [])];
    }
    case 'body':
      return input.form?.getAll(from.name) ?? [];
  }
}
