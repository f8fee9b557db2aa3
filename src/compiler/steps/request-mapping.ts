import type { ParameterCheck as IrCheck, IrParameter, IrRequestMapping } from '../../ir/fragment.js';
import { compilePattern } from '../../ir/pattern.js';
import type {
  ContentTypeRule,
  ParameterCheck,
  ParameterLocation,
  ParameterTarget,
  ParameterType,
  RequestMapping,
} from '../../model/api-proxy.js';
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
  checkContentType(input, faults);
  const { mode, parameters, constants, system, contentType, dropsForm } = mapping;
  const changes = contentType !== undefined || parameters.length + constants.length + system.length > 0;
  if (mode === 'PASSTHROUGH' && !changes) return null;
  return {
    mode: MODES[mode],
    parameters: parameters.map(({ from, to, required, defaultValue, check }) => ({
      from: irParameter(from),
      to: to === null ? null : irParameter(to),
      required,
      defaultValue,
      ...(check === undefined ? {} : { check: irCheck(check) }),
    })),
    constants: constants.map(({ to, value }) => ({ to: irParameter(to), value })),
    system: system.map(({ to, variable }) => ({ to: irParameter(to), variable })),
    ...(contentType === undefined ? {} : { contentType: irContentType(contentType) }),
    ...(dropsForm === true ? { dropsForm } : {}),
  };
}

const irParameter = ({ location, name }: ParameterTarget): IrParameter => ({
  location: LOCATIONS[location],
  name: location === 'HEAD' ? name.toLowerCase() : name,
});

const TYPES: Record<ParameterType, IrCheck['type']> = {
  STRING: 'string',
  INT: 'int',
  LONG: 'long',
  FLOAT: 'float',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
};

const irCheck = ({ type, ...check }: ParameterCheck): IrCheck => ({ type: TYPES[type], ...check });

const irContentType = (rule: ContentTypeRule): NonNullable<IrRequestMapping['contentType']> =>
  rule.kind === 'DEFAULT' ? { kind: 'default' } : { kind: 'custom', value: rule.value };

function checkContentType({ mapping: { contentType }, field }: MappingInput, faults: FaultList): void {
  if (contentType?.kind !== 'CUSTOM') return;
  const fault = contentType.value === '' ? 'must not be empty' : headerValueFault(contentType.value);
  if (fault !== null) faults.add('invalid_parameter', `${field}.contentType.value`, fault);
}

function checkSources({ mapping, pathParams, field }: MappingInput, faults: FaultList): void {
  for (const [index, { from, check }] of mapping.parameters.entries()) {
    const at = `${field}.parameters[${index}].from`;
    const fault = sourceFault(from, pathParams);
    if (fault !== null) faults.add('invalid_parameter', at, fault);
    const wrong = check === undefined ? null : checkFault(check);
    if (wrong !== null) faults.add('invalid_parameter', `${field}.parameters[${index}].check.${wrong[0]}`, wrong[1]);
  }
}

/** Member and message. */
function checkFault(check: ParameterCheck): readonly [keyof ParameterCheck, string] | null {
  const { minLength = 0, maxLength = minLength, minValue, maxValue, values, pattern } = check;
  if (minLength > maxLength) return ['minLength', 'must not be above maxLength'];
  if (minValue !== undefined && maxValue !== undefined && minValue > maxValue) {
    return ['minValue', 'must not be above maxValue'];
  }
  if (values?.length === 0) return ['values', 'must be one or more'];
  const compiled = pattern === undefined ? null : compilePattern(pattern);
  return compiled?.ok === false ? ['pattern', `must be in RE2 syntax: ${compiled.message}`] : null;
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
