import type { IrParameter, IrRequestMapping } from '../../ir/fragment.js';
import type { ParameterLocation, ParameterTarget, RequestMapping } from '../../model/api-proxy.js';
import type { FaultList } from '../fault-list.js';
import { headerNameFault, headerValueFault, printable, writtenHeaderFault } from './header-rules.js';

export interface MappingInput {
  readonly mapping: RequestMapping;
  readonly pathParams: readonly string[];
  readonly backendParams: readonly string[];
  /** Path of the operation's mapping inside the definition. */
  readonly field: string;
}

const LOCATIONS: Record<ParameterLocation, IrParameter['location']> = {
  PATH: 'path',
  QUERY: 'query',
  HEAD: 'header',
  BODY: 'body',
};

const MODES: Record<RequestMapping['mode'], IrRequestMapping['mode']> = {
  MAPPING: 'mapping',
  PASSTHROUGH: 'passthrough',
  MAPPING_PASSTHROUGH: 'mapping-passthrough',
};

/** Null when the mapping changes nothing. Source: cloudapi-2016-07-14.md 5.3. */
export function requestMapping(input: MappingInput, faults: FaultList): IrRequestMapping | null {
  const { mapping } = input;
  checkSources(input, faults);
  checkTargets(input, faults);
  checkConstants(input, faults);
  const { mode, parameters, constants, system } = mapping;
  if (mode === 'PASSTHROUGH' && parameters.length + constants.length + system.length === 0) return null;
  return {
    mode: MODES[mode],
    parameters: parameters.map(({ from, to, required, defaultValue }) => ({
      from: irParameter(from),
      to: to === null ? null : irParameter(to),
      required,
      defaultValue,
    })),
    constants: constants.map(({ to, value }) => ({ to: irParameter(to), value })),
    system: system.map(({ to, variable }) => ({ to: irParameter(to), variable })),
  };
}

const irParameter = ({ location, name }: ParameterTarget): IrParameter => ({
  location: LOCATIONS[location],
  name: location === 'HEAD' ? name.toLowerCase() : name,
});

function checkSources({ mapping, pathParams, field }: MappingInput, faults: FaultList): void {
  for (const [index, { from }] of mapping.parameters.entries()) {
    const at = `${field}.parameters[${index}].from`;
    const fault = sourceFault(from, pathParams);
    if (fault !== null) faults.add('invalid_parameter', at, fault);
  }
}

function sourceFault({ location, name }: ParameterTarget, pathParams: readonly string[]): string | null {
  if (name === '') return 'needs a name';
  if (location === 'HEAD') return headerNameFault(name);
  if (location === 'PATH' && !pathParams.includes(name)) {
    return `'${printable(name)}' is not in the path; write {${printable(name)}} there or take it from elsewhere`;
  }
  return null;
}

function checkTargets(input: MappingInput, faults: FaultList): void {
  const taken = new Map<string, string>();
  for (const { to, at } of targetsOf(input)) {
    const fault = targetFault(to, input.backendParams);
    if (fault !== null) faults.add('invalid_parameter', at, fault);
    const { location, name } = irParameter(to);
    const key = `${location} ${name}`;
    const earlier = taken.get(key);
    if (earlier === undefined) taken.set(key, at);
    else faults.add('invalid_parameter', at, `'${printable(name)}' is already written by ${earlier}; rename one`);
  }
}

function targetsOf({ mapping, field }: MappingInput): { to: ParameterTarget; at: string }[] {
  const named = (list: string, items: readonly { readonly to: ParameterTarget | null }[]) =>
    items.flatMap(({ to }, index) => (to === null ? [] : [{ to, at: `${field}.${list}[${index}].to` }]));
  return [
    ...named('parameters', mapping.parameters),
    ...named('constants', mapping.constants),
    ...named('system', mapping.system),
  ];
}

function targetFault({ location, name }: ParameterTarget, backendParams: readonly string[]): string | null {
  if (name === '') return 'needs a name';
  if (location === 'HEAD') return writtenHeaderFault(name);
  if (location === 'PATH' && !backendParams.includes(name)) {
    return `'${printable(name)}' is not in the backend path; write {${printable(name)}} there or send it elsewhere`;
  }
  return null;
}

/** Defaults travel the same ways as constants do. */
function checkConstants({ mapping, field }: MappingInput, faults: FaultList): void {
  for (const [index, { to, value }] of mapping.constants.entries()) {
    const fault = valueFault(to, value);
    if (fault !== null) faults.add('invalid_parameter', `${field}.constants[${index}].value`, fault);
  }
  for (const [index, { to, defaultValue }] of mapping.parameters.entries()) {
    const fault = valueFault(to, defaultValue ?? '');
    if (fault !== null) faults.add('invalid_parameter', `${field}.parameters[${index}].defaultValue`, fault);
  }
}

/** Outside headers any text goes, escaped on its way; a line break is refused everywhere, wherever it may be moved. */
function valueFault(to: ParameterTarget | null, value: string): string | null {
  if (to?.location === 'HEAD') return headerValueFault(value);
  return /[\r\n\0]/.test(value) ? 'must not contain line breaks or NUL' : null;
}
