import { stringify } from 'yaml';
import { readDocument } from '../spec-import/read-document.js';
import { specFault } from '../spec-import/spec-fault.js';
import { mergeDocuments } from './merge-documents.js';
import type { SpecRequest } from './published-spec.js';

/** The text of a description. Meant to run in a worker: documents can be large. */
export function publish(request: SpecRequest): string {
  const document = request.kind === 'plain' ? readDocument(request.document) : mergeDocuments(request);
  try {
    if (request.format === 'yaml') return stringify(document, { aliasDuplicateObjects: false });
    return JSON.stringify(document);
  } catch (error) {
    // A YAML alias may lead back to what it is in.
    if (error instanceof TypeError || error instanceof RangeError) throw specFault('', 'contains itself');
    throw error;
  }
}
