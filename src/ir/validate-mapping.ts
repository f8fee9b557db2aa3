import type { IrRequestMapping, ParameterCheck } from './fragment.js';
import { compilePattern } from './pattern.js';
import { isFieldValue, isToken, type Report } from './validate-text.js';

const FRAMING = /^(?:connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

export function validateMapping(mapping: IrRequestMapping, report: Report): void {
  for (const list of ['parameters', 'constants', 'system'] as const) {
    for (const [index, { to }] of mapping[list].entries()) {
      const at = `action.mapping.${list}[${index}].to`;
      if (to?.location === 'header' && (!isToken(to.name) || FRAMING.test(to.name))) {
        report(`${at}.name`, 'must be a header name that does not frame the message');
      }
      if (to?.name === '') report(`${at}.name`, 'must not be empty');
    }
  }
  for (const [index, { check }] of mapping.parameters.entries()) {
    if (check !== undefined) validateCheck(check, `action.mapping.parameters[${index}].check`, report);
  }
  const { contentType } = mapping;
  if (contentType?.kind === 'custom' && (contentType.value === '' || !isFieldValue(contentType.value))) {
    report('action.mapping.contentType.value', 'must be the value of a header');
  }
}

function validateCheck(check: ParameterCheck, at: string, report: Report): void {
  const { minLength, maxLength, minValue, maxValue, values, pattern } = check;
  for (const [name, length] of Object.entries({ minLength, maxLength })) {
    if (length !== undefined && (!Number.isInteger(length) || length < 0)) report(`${at}.${name}`, 'must be >= 0');
  }
  for (const [name, value] of Object.entries({ minValue, maxValue })) {
    if (value !== undefined && !Number.isFinite(value)) report(`${at}.${name}`, 'must be a number');
  }
  if ((minLength ?? 0) > (maxLength ?? Number.POSITIVE_INFINITY)) report(`${at}.minLength`, 'must be <= maxLength');
  if ((minValue ?? Number.NEGATIVE_INFINITY) > (maxValue ?? Number.POSITIVE_INFINITY)) {
    report(`${at}.minValue`, 'must be <= maxValue');
  }
  if (values?.length === 0) report(`${at}.values`, 'must be one or more');
  const compiled = pattern === undefined ? null : compilePattern(pattern);
  if (compiled?.ok === false) report(`${at}.pattern`, `must be in RE2 syntax: ${compiled.message}`);
}
