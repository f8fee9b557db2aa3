import { invalid } from '../shared/problem.js';
import { CONDITION_OPERATORS, type ConditionOperator, type RamCondition, valueFault } from './ram-condition.js';

/** An identity policy, read and checked. Source: cloudapi-2016-07-14.md 2.1. */
export interface RamPolicy {
  readonly statements: readonly RamStatement[];
}

export interface RamStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: {
    /** `NotAction`: every action except those that match. */
    readonly negated: boolean;
    readonly patterns: readonly string[];
  };
  readonly resources: readonly string[];
  /** All must hold. */
  readonly conditions: readonly RamCondition[];
}

const MAX_DOCUMENT_CHARACTERS = 32 * 1024;
const MAX_PATTERN_CHARACTERS = 512;
const STATEMENT_MEMBERS = ['Effect', 'Action', 'NotAction', 'Resource', 'Condition'];

/** @throws Problem `invalid_argument` whose field is the path of what is wrong, e.g. `Statement[0].Effect` */
export function parseRamPolicy(document: unknown): RamPolicy {
  const policy = objectAt('document', document);
  if (JSON.stringify(policy).length > MAX_DOCUMENT_CHARACTERS) {
    throw invalid('document', `must not be longer than ${MAX_DOCUMENT_CHARACTERS} characters`);
  }
  refuseOtherMembers('', policy, ['Version', 'Statement']);
  if (policy['Version'] !== '1') throw invalid('Version', 'must be the string "1"');
  const statements = policy['Statement'];
  if (!Array.isArray(statements) || statements.length === 0) throw invalid('Statement', 'must be a non-empty list');
  return { statements: statements.map((statement, index) => parseStatement(`Statement[${index}]`, statement)) };
}

function parseStatement(path: string, value: unknown): RamStatement {
  const statement = objectAt(path, value);
  if ('Principal' in statement) throw invalid(`${path}.Principal`, 'belongs to resource policies, not to identities');
  if ('NotResource' in statement) throw invalid(`${path}.NotResource`, 'does not exist: list Resource');
  refuseOtherMembers(`${path}.`, statement, STATEMENT_MEMBERS);
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw invalid(`${path}.Effect`, 'must be Allow or Deny');
  return {
    effect,
    actions: parseActions(path, statement),
    resources: patternsAt(`${path}.Resource`, statement['Resource'], resourceFault),
    conditions: 'Condition' in statement ? parseConditions(`${path}.Condition`, statement['Condition']) : [],
  };
}

function parseActions(path: string, statement: Members): RamStatement['actions'] {
  const negated = 'NotAction' in statement;
  if (negated === 'Action' in statement) throw invalid(`${path}.Action`, 'give exactly one of Action and NotAction');
  const member = negated ? 'NotAction' : 'Action';
  return { negated, patterns: patternsAt(`${path}.${member}`, statement[member], actionFault) };
}

const actionFault = (pattern: string): string | null =>
  pattern === '*' || /^[\w*?-]+:[\w*?-]+$/.test(pattern) ? null : 'must be * or <product>:<operation>';

function resourceFault(pattern: string): string | null {
  if (pattern === '*') return null;
  const [scheme, product, region, ...rest] = pattern.split(':');
  const hasPlace = product === 'ram' || (region ?? '') !== '';
  return scheme === 'acs' && product !== '' && hasPlace && rest.length >= 2 && rest.every((segment) => segment !== '')
    ? null
    : 'must be * or acs:apigateway:<region>:<account>:<relative id>, with * where anything goes';
}

function patternsAt(path: string, value: unknown, faultOf: (pattern: string) => string | null): string[] {
  const single = typeof value === 'string';
  const list: unknown = single ? [value] : value;
  if (!Array.isArray(list) || list.length === 0) throw invalid(path, 'must be a string or a non-empty list of strings');
  return list.map((pattern: unknown, index) => {
    const place = single ? path : `${path}[${index}]`;
    if (typeof pattern !== 'string') throw invalid(place, 'must be a string');
    const fault = pattern.length > MAX_PATTERN_CHARACTERS ? 'is too long' : faultOf(pattern);
    if (fault !== null) throw invalid(place, fault);
    return pattern;
  });
}

function parseConditions(path: string, value: unknown): RamCondition[] {
  return Object.entries(objectAt(path, value)).flatMap(([name, keys]) => {
    const operator = CONDITION_OPERATORS.find((candidate) => candidate === name);
    if (operator === undefined) {
      throw invalid(`${path}.${name}`, `is not an operator; there are ${CONDITION_OPERATORS.join(', ')}`);
    }
    return Object.entries(objectAt(`${path}.${name}`, keys)).map(([key, values]) => ({
      operator,
      key,
      values: valuesAt(`${path}.${name}.${key}`, operator, values),
    }));
  });
}

function valuesAt(path: string, operator: ConditionOperator, value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw invalid(path, 'must have a value');
  return list.map((item, index) => {
    const place = Array.isArray(value) ? `${path}[${index}]` : path;
    if (!['string', 'boolean', 'number'].includes(typeof item)) throw invalid(place, 'must be a string');
    const text = String(item);
    const fault = text.length > MAX_PATTERN_CHARACTERS ? 'is too long' : valueFault(operator, text);
    if (fault !== null) throw invalid(place, fault);
    return text;
  });
}

type Members = Readonly<Record<string, unknown>>;

function objectAt(path: string, value: unknown): Members {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalid(path, 'must be an object');
  return value as Members;
}

/** A misspelt member, read as absent, would widen what a policy allows. */
function refuseOtherMembers(prefix: string, value: Members, known: readonly string[]): void {
  const other = Object.keys(value).find((name) => !known.includes(name));
  if (other !== undefined) throw invalid(`${prefix}${other}`, `is unknown; known are ${known.join(', ')}`);
}
