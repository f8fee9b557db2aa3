import type { DescriptionKind, ParsedDescription } from './parsed-description.js';
import { readDocument } from './read-document.js';
import { readOperations } from './read-operations.js';
import { openApiServers, swaggerServers } from './read-servers.js';
import { type JsonObject, objectAt, quoted, specFault, textAt } from './spec-fault.js';
import { parseWsdl } from './wsdl/parse-wsdl.js';

/**
 * OpenAPI 3.0 and 3.1, or Swagger 2.0, as JSON or YAML; WSDL 1.1. Pure, and all or nothing: the first fault is a Problem
 * `invalid_argument` of field `spec` that names its place. Meant to run in a worker (SpecImporter): hostile input can
 * take long and much memory within these bounds.
 */
export function parseDescription(bytes: Uint8Array, kind: DescriptionKind): ParsedDescription {
  if (kind === 'WSDL') return parseWsdl(bytes);
  const root = readDocument(bytes);
  requireKind(root, kind);
  const info = objectAt(root, 'info', 'info') ?? {};
  return {
    title: textAt(info, 'title'),
    version: textAt(info, 'version'),
    description: textAt(info, 'description'),
    servers: kind === 'OPEN_API' ? openApiServers(root) : swaggerServers(root),
    operations: readOperations(root),
  };
}

export function requireKind(root: JsonObject, kind: Exclude<DescriptionKind, 'WSDL'>): void {
  const openApi = textAt(root, 'openapi');
  const swagger = textAt(root, 'swagger');
  if (openApi === '' && swagger === '') {
    throw specFault('', "has neither 'openapi' nor 'swagger' at its top; send an OpenAPI 3 or Swagger 2.0 document");
  }
  if (kind === 'OPEN_API' && openApi === '') throw specFault('swagger', 'is a Swagger document; import it as SWAGGER');
  if (kind === 'SWAGGER' && swagger === '') throw specFault('openapi', 'is an OpenAPI document; import it as OPEN_API');
  // YAML reads an unquoted 3.0 as the number 3 and 2.0 as 2.
  if (kind === 'OPEN_API' && !/^3(\.[01](\.|-|$)|$)/.test(openApi)) {
    throw specFault('openapi', `version ${quoted(openApi)} is not supported; use 3.0 or 3.1`);
  }
  if (kind === 'SWAGGER' && !/^2(\.0)?$/.test(swagger)) {
    throw specFault('swagger', `version ${quoted(swagger)} is not supported; use 2.0`);
  }
}
