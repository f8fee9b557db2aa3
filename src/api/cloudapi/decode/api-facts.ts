import type { ApiProxy, ProxyDefinition } from '../../../model/api-proxy.js';
import type { GroupSettings } from '../../../model/proxy-group.js';
import { digestOf, type JsonValue } from '../../../shared/canonical-json.js';
import { Problem } from '../../../shared/problem.js';
import { shaped } from '../../rpc/decode/shape.js';
import { API_FACTS, type ApiFacts, GROUP_FACTS, type GroupFacts } from './api-shapes.js';
import type { CoreOfApi } from './definition.js';
import { synthesiseFacts } from './synthesise-facts.js';

/** Key of this dialect in the model's `extensions`. */
const DIALECT = 'cloudapi';

/** What was written, together with the digest of the core it was turned into. */
export const apiExtension = (facts: ApiFacts, core: CoreOfApi): { [DIALECT]: JsonValue } => ({
  [DIALECT]: plain({ facts, core: coreDigest(core) }),
});

/** The definition with the API as it is written now; what the new one does not say goes, such as who may call. */
export function withCore(before: ProxyDefinition, facts: ApiFacts, core: CoreOfApi): ProxyDefinition {
  const { callers: _callers, ...kept } = before;
  return { ...kept, ...core, extensions: { ...before.extensions, ...apiExtension(facts, core) } };
}

/**
 * The API as it was written here; synthesised where it was not, or where another dialect has changed it since.
 * @throws Problem not_representable for a proxy that does not have exactly one operation
 */
export function factsOf(proxy: Pick<ApiProxy, 'id' | 'name'>, definition: ProxyDefinition): ApiFacts {
  const written = writtenFacts(definition);
  if (written !== null) return written;
  const synthesised = synthesiseFacts(definition);
  if (synthesised !== null) return synthesised;
  throw new Problem(
    'not_representable',
    `'${proxy.name}' has ${definition.operations.length} operations; this protocol knows APIs with exactly one`,
    { resource: 'proxy', name: proxy.id },
  );
}

/** Null for a proxy that cannot be shown as one API. */
export const factsOrNull = (definition: ProxyDefinition): ApiFacts | null =>
  writtenFacts(definition) ?? synthesiseFacts(definition);

function writtenFacts(definition: ProxyDefinition): ApiFacts | null {
  const extension = definition.extensions[DIALECT];
  if (!isObject(extension) || extension['core'] !== coreDigest(definition)) return null;
  return shaped(API_FACTS, extension['facts']);
}

const coreDigest = ({ routing, operations, callers }: CoreOfApi): string => digestOf({ routing, operations, callers });

export const groupExtension = (facts: GroupFacts): { [DIALECT]: JsonValue } => ({ [DIALECT]: plain(facts) });

export const groupFactsOf = (settings: GroupSettings): GroupFacts =>
  shaped(GROUP_FACTS, settings.extensions[DIALECT] ?? {});

const isObject = (value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without absent members. */
const plain = (value: object): JsonValue => JSON.parse(JSON.stringify(value));
