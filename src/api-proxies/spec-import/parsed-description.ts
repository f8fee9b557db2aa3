import type { SoapAction } from '../../model/api-proxy.js';
import type { HttpMethod } from '../../model/http-method.js';

export const DESCRIPTION_KINDS = ['OPEN_API', 'SWAGGER', 'WSDL'] as const;
export type DescriptionKind = (typeof DESCRIPTION_KINDS)[number];

/** What a description document says, as far as a gateway needs it. Plain data: it crosses a thread. */
export interface ParsedDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** In document order, variables filled in; may be relative to where the document came from. */
  readonly servers: readonly string[];
  readonly operations: readonly ParsedOperation[];
}

export interface ParsedOperation {
  readonly path: string;
  readonly method: HttpMethod;
  readonly operationId: string | null;
  readonly summary: string;
  /** Only in a WSDL: what a client names to call it at the service's address. */
  readonly soap?: readonly SoapAction[];
}
