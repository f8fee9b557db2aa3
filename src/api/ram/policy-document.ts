import { parseRamPolicy } from '../../auth/ram-policy.js';
import { isProblem } from '../../shared/problem.js';
import { RefusedCall } from '../rpc/errors/refusal.js';

/** @throws RefusedCall MalformedPolicyDocument, which says where */
export function readDocument(text: string): { readonly document: object; readonly text: string } {
  const document = parsed(text);
  try {
    parseRamPolicy(document);
  } catch (error) {
    if (isProblem(error)) throw malformed(error.message);
    throw error;
  }
  return { document: Object(document) as object, text };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('it is not JSON');
  }
}

const malformed = (why: string): RefusedCall =>
  new RefusedCall({ code: 'MalformedPolicyDocument', http: 400, message: `The policy document is malformed: ${why}.` });
