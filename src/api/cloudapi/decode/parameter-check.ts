import { compilePattern } from '../../../ir/pattern.js';
import type { ParameterCheck, ParameterType } from '../../../model/api-proxy.js';
import { invalid } from '../../../shared/problem.js';
import type { RequestParameter } from './api-shapes.js';

const FIELD = 'RequestParameters';

/** Spellings in upper case. The items of an array are texts: how a client joins them is not known. */
const TYPES: Readonly<Record<string, ParameterType>> = {
  '': 'STRING',
  STRING: 'STRING',
  INT: 'INT',
  INTEGER: 'INT',
  LONG: 'LONG',
  FLOAT: 'FLOAT',
  DOUBLE: 'DOUBLE',
  NUMBER: 'DOUBLE',
  BOOLEAN: 'BOOLEAN',
  ARRAY: 'STRING',
};

/**
 * What the caller's value must be; null: any text. Source: cloudapi-2016-07-14.md 4.4.
 * @throws Problem invalid_argument that names the parameter and its field
 */
export function checkOf(parameter: RequestParameter): ParameterCheck | null {
  const type = typeOf(parameter);
  const values = valuesOf(parameter);
  const pattern = patternOf(parameter);
  const check: ParameterCheck = {
    type,
    ...boundsOf(type, parameter),
    ...(values.length === 0 ? {} : { values }),
    ...(pattern === null ? {} : { pattern }),
  };
  return type === 'STRING' && Object.keys(check).length === 1 ? null : check;
}

function typeOf(parameter: RequestParameter): ParameterType {
  const { ParameterType: text = '' } = parameter;
  const type = TYPES[text.toUpperCase()];
  if (type !== undefined) return type;
  throw wrong(
    parameter,
    `ParameterType must be String, Int, Long, Float, Double or Boolean, got '${text.slice(0, 40)}'`,
  );
}

/** Lengths are those of texts, values those of numbers; others mean nothing. */
function boundsOf(type: ParameterType, parameter: RequestParameter): Omit<ParameterCheck, 'type'> {
  if (type === 'BOOLEAN') return {};
  const { MinLength, MaxLength, MinValue, MaxValue } = parameter;
  if (type !== 'STRING') {
    checkOrder(parameter, 'Value', MinValue, MaxValue);
    return {
      ...(MinValue === undefined ? {} : { minValue: MinValue }),
      ...(MaxValue === undefined ? {} : { maxValue: MaxValue }),
    };
  }
  for (const length of [MinLength ?? 0, MaxLength ?? 0]) {
    if (!Number.isInteger(length) || length < 0)
      throw wrong(parameter, 'MinLength and MaxLength must be whole numbers');
  }
  checkOrder(parameter, 'Length', MinLength, MaxLength);
  return {
    ...(MinLength === undefined ? {} : { minLength: MinLength }),
    ...(MaxLength === undefined ? {} : { maxLength: MaxLength }),
  };
}

function checkOrder(
  parameter: RequestParameter,
  of: string,
  least: number | undefined,
  most: number | undefined,
): void {
  if (least === undefined || most === undefined || least <= most) return;
  throw wrong(parameter, `Min${of} must not be above Max${of}`);
}

const valuesOf = ({ EnumValue = '' }: RequestParameter): string[] =>
  EnumValue.split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');

function patternOf(parameter: RequestParameter): string | null {
  const { RegularExpression: pattern = '' } = parameter;
  if (pattern === '') return null;
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw wrong(parameter, `RegularExpression must be in RE2 syntax: ${compiled.message}`);
  return pattern;
}

const wrong = ({ ApiParameterName = '' }: RequestParameter, message: string) =>
  invalid(FIELD, `'${ApiParameterName.slice(0, 60)}': ${message}`);
