import type { MockResponse, Operation, ProxyDefinition, RequestMapping, Routing } from '../../model/api-proxy.js';
import { VARIABLE_REFERENCE } from '../../model/stage-variable.js';
import type { Surroundings } from '../../model/surroundings.js';
import type { FaultList } from '../fault-list.js';

/** Puts values in place of every `#name#`; `field` is where the text stands in the definition. */
type Substitute = (text: string, field: string, isPath?: boolean) => string;

/**
 * The definition as its stage means it: `#name#` in backend addresses and paths, constants, default values, content
 * types and mocked answers is the value of the stage's variable of that name. Only APIs of the cloudapi dialect know variables.
 */
export function withVariables(
  definition: ProxyDefinition,
  surroundings: Surroundings | null,
  faults: FaultList,
): ProxyDefinition {
  if (definition.source !== 'CLOUD_API') return definition;
  const substitute = substitution(surroundings, faults);
  return {
    ...definition,
    routing: routingWith(definition.routing, substitute),
    operations: definition.operations.map((operation, index) =>
      operation.active ? operationWith(operation, `operations[${index}]`, substitute) : operation,
    ),
  };
}

/** What has a meaning in a path must stand in the definition. */
const NOT_IN_PATHS = /[{}[\]*?#\s]/;

function substitution(surroundings: Surroundings | null, faults: FaultList): Substitute {
  return (text, field, isPath = false) =>
    text.replace(VARIABLE_REFERENCE, (reference: string, name: string) => {
      const value = valueIn(surroundings, name);
      if (value === undefined) {
        const where =
          surroundings === null ? 'and there is no stage here' : `which ${surroundings.stage} does not have`;
        faults.add('unknown_variable', field, `uses the variable ${reference}, ${where}; create it or take it out`);
      } else if (isPath && NOT_IN_PATHS.test(value)) {
        faults.add('invalid_variable', field, `${reference} must not hold brackets, braces, *, ?, # or spaces`);
      }
      return value ?? reference;
    });
}

const valueIn = (surroundings: Surroundings | null, name: string): string | undefined =>
  surroundings !== null && Object.hasOwn(surroundings.variables, name) ? surroundings.variables[name] : undefined;

const routingWith = (routing: Routing, substitute: Substitute): Routing => ({
  ...routing,
  addresses: routing.addresses.map((each, index) => ({
    ...each,
    address: substitute(each.address, `routing.addresses[${index}].address`),
  })),
});

function operationWith(operation: Operation, at: string, substitute: Substitute): Operation {
  const { backendPath, mapping, mock } = operation;
  return {
    ...operation,
    backendPath: substitute(backendPath, `${at}.backendPath`, true),
    mapping: mapping === null ? null : mappingWith(mapping, `${at}.mapping`, substitute),
    mock: mock === null ? null : mockWith(mock, `${at}.mock`, substitute),
  };
}

const mockWith = (mock: MockResponse, at: string, substitute: Substitute): MockResponse => ({
  ...mock,
  headers: mock.headers.map(({ name, value }, index) => ({
    name,
    value: substitute(value, `${at}.headers[${index}].value`),
  })),
  body: substitute(mock.body, `${at}.body`),
});

const mappingWith = (mapping: RequestMapping, at: string, substitute: Substitute): RequestMapping => ({
  ...mapping,
  parameters: mapping.parameters.map((each, index) => ({
    ...each,
    defaultValue:
      each.defaultValue === null ? null : substitute(each.defaultValue, `${at}.parameters[${index}].defaultValue`),
  })),
  constants: mapping.constants.map((each, index) => ({
    ...each,
    value: substitute(each.value, `${at}.constants[${index}].value`),
  })),
  ...(mapping.contentType?.kind === 'CUSTOM'
    ? { contentType: { kind: 'CUSTOM', value: substitute(mapping.contentType.value, `${at}.contentType.value`) } }
    : {}),
});
