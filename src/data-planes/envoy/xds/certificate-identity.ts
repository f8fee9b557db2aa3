import type { NodeIdentity } from './node-identity.js';

/** What a certificate allows its holder to be. `nodeId` null: any node of the environment. */
interface CertificateName {
  readonly environmentName: string;
  readonly nodeId: string | null;
}

const ENVIRONMENT = 'gatewright://environment/';

/** One entry of Node's `subjectaltname`, such as `URI:a, DNS:"b, c"`; values with special characters come as JSON. */
const ENTRY = /([^:,"]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/gy;

type Claim = Pick<NodeIdentity, 'nodeId' | 'environmentName'>;

/**
 * Why the certificate with these subject alternative names does not let the node in; null when it does. One name that fits
 * is enough. Pure.
 */
export function refusalOf(subjectAltNames: string | undefined, node: Claim): string | null {
  const uris = urisIn(subjectAltNames ?? '').filter((uri) => uri.startsWith(ENVIRONMENT));
  if (uris.some((uri) => allows(nameOf(uri), node))) return null;
  const { nodeId, environmentName } = node;
  const needed = `${ENVIRONMENT}${encodeURIComponent(environmentName)}`;
  const needs = `it needs the URI ${needed} or ${needed}/node/${encodeURIComponent(nodeId)} as a subject alternative name`;
  const has = uris.length === 0 ? 'names no environment' : `is for ${uris.join(', ')}`;
  return `node ${nodeId} of environment '${environmentName}': its certificate ${has}; ${needs}`;
}

const allows = (name: CertificateName | null, node: Claim): boolean =>
  name !== null &&
  name.environmentName === node.environmentName &&
  (name.nodeId === null || name.nodeId === node.nodeId);

function nameOf(uri: string): CertificateName | null {
  const [environment = '', kind, id = '', ...rest] = uri.slice(ENVIRONMENT.length).split('/');
  const environmentName = decoded(environment);
  if (environmentName === null) return null;
  if (kind === undefined) return { environmentName, nodeId: null };
  const nodeId = decoded(id);
  return kind === 'node' && rest.length === 0 && nodeId !== null ? { environmentName, nodeId } : null;
}

/** Null when it is empty or no percent-encoded text. */
function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment) || null;
  } catch {
    return null;
  }
}

/** None when the text cannot be read to its end: a part of a name must not pass for a name. */
function urisIn(subjectAltNames: string): string[] {
  const entries = [...subjectAltNames.matchAll(ENTRY)];
  if (entries.map(([entry]) => entry).join('') !== subjectAltNames) return [];
  return entries.flatMap(([, type, value = '']) =>
    type === 'URI' ? [value.startsWith('"') ? JSON.parse(value) : value] : [],
  );
}
