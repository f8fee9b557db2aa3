import type { Operation, ProxyDefinition } from '../../../model/api-proxy.js';
import type { MemberContent, TargetContent } from '../../../model/deployment.js';
import { canonicalJson } from '../../../shared/canonical-json.js';
import { presentClientRoute, presentEndpoint, presentRouting } from './proxy.presenter.js';

/** One field that differs. A value that the other side lacks is null. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface EndpointName {
  readonly endpoint: string;
  readonly httpMethod: string;
}

export interface ProxyDiff {
  readonly changeList: readonly FieldChange[];
  readonly endpoints: {
    readonly added: readonly EndpointName[];
    readonly changed: readonly (EndpointName & { readonly changeList: readonly FieldChange[] })[];
    readonly removed: readonly EndpointName[];
  };
}

/** Of a proxy, or of a group with its members. */
export interface TargetDiff extends ProxyDiff {
  readonly identical: boolean;
  /** Only of a group. */
  readonly members?: {
    readonly added: readonly string[];
    readonly changed: readonly ({ readonly apiProxyName: string } & ProxyDiff)[];
    readonly removed: readonly string[];
  };
}

/** What `after` changes of `before`, in the words of this dialect. An extension of ours. */
export function presentDiff(before: TargetContent, after: TargetContent): TargetDiff {
  const diff = after.settings === null ? diffOfProxy(before, after) : diffOfGroup(before, after);
  return { identical: isNothing(diff) && noMembers(diff), ...diff };
}

type Diff = Omit<TargetDiff, 'identical'>;

const isNothing = ({ changeList, endpoints }: ProxyDiff): boolean =>
  changeList.length + endpoints.added.length + endpoints.changed.length + endpoints.removed.length === 0;

const noMembers = ({ members }: Diff): boolean =>
  members === undefined || members.added.length + members.changed.length + members.removed.length === 0;

const NO_ENDPOINTS: ProxyDiff['endpoints'] = { added: [], changed: [], removed: [] };

const diffOfProxy = (before: TargetContent, after: TargetContent): Diff =>
  diffOf(before.members[0]?.definition ?? null, after.members[0]?.definition ?? null);

function diffOfGroup(before: TargetContent, after: TargetContent): Diff {
  const [old, fresh] = [byId(before.members), byId(after.members)];
  const stayed = before.members.filter(({ proxyId }) => fresh.has(proxyId));
  const order = [before, after].map(({ members }) =>
    members
      .filter(({ proxyId }) => old.has(proxyId) && fresh.has(proxyId))
      .map(({ proxyId }) => nameIn(fresh, proxyId)),
  );
  return {
    changeList: changesOf(
      { ...settingsOf(before), memberOrder: order[0] },
      { ...settingsOf(after), memberOrder: order[1] },
    ),
    endpoints: NO_ENDPOINTS,
    members: {
      added: after.members.filter(({ proxyId }) => !old.has(proxyId)).map(({ name }) => name),
      changed: stayed.flatMap(({ proxyId, name, definition }) => {
        const diff = diffOf(definition, fresh.get(proxyId)?.definition ?? null);
        return isNothing(diff) ? [] : [{ apiProxyName: name, ...diff }];
      }),
      removed: before.members.filter(({ proxyId }) => !fresh.has(proxyId)).map(({ name }) => name),
    },
  };
}

const byId = (members: readonly MemberContent[]) => new Map(members.map((member) => [member.proxyId, member]));
const nameIn = (members: ReadonlyMap<string, MemberContent>, id: string): string => members.get(id)?.name ?? '';

const settingsOf = ({ settings }: TargetContent): Fields =>
  settings === null
    ? {}
    : {
        ...prefixed('clientRoute', presentClientRoute(settings.clientRoute)),
        ...prefixed('extensions', settings.extensions),
      };

function diffOf(before: ProxyDefinition | null, after: ProxyDefinition | null): ProxyDiff {
  const [old, fresh] = [endpointsOf(before), endpointsOf(after)];
  return {
    changeList: changesOf(fieldsOf(before), fieldsOf(after)),
    endpoints: {
      added: [...fresh].filter(([key]) => !old.has(key)).map(([, { name }]) => name),
      changed: [...fresh].flatMap(([key, { name, fields }]) => {
        const other = old.get(key);
        const changeList = other === undefined ? [] : changesOf(other.fields, fields);
        return changeList.length === 0 ? [] : [{ ...name, changeList }];
      }),
      removed: [...old].filter(([key]) => !fresh.has(key)).map(([, { name }]) => name),
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (definition: ProxyDefinition | null): Fields =>
  definition === null
    ? {}
    : {
        apiType: definition.type,
        apiProxyCreationType: definition.source,
        backendApiVersion: definition.backendApiVersion,
        specification: definition.specDigest,
        specHidden: definition.specHidden ?? false,
        ...prefixed('clientRoute', presentClientRoute(definition.clientRoute)),
        ...prefixed('routing', presentRouting(definition.routing)),
        ...prefixed('extensions', definition.extensions),
      };

function endpointsOf(definition: ProxyDefinition | null) {
  return new Map(
    (definition?.operations ?? []).map((operation) => {
      const { endpoint, httpMethod } = presentEndpoint(operation, false);
      return [`${httpMethod} ${endpoint}`, { name: { endpoint, httpMethod }, fields: endpointFields(operation) }];
    }),
  );
}

/** Which of two equal operations it is does not count. */
function endpointFields(operation: Operation): Fields {
  const { id: _id, ...fields } = presentEndpoint(operation, false);
  return { ...fields, mapping: operation.mapping, mock: operation.mock };
}

/** The same fact under the contract's other name is no other change. */
const ALIASES = new Set(['clientRoute.virtualHostList', 'routing.echoEnabled']);

const prefixed = (prefix: string, fields: object): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [`${prefix}.${name}`, value] as const)
      .filter(([name]) => !ALIASES.has(name)),
  );

function changesOf(before: Fields, after: Fields): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null))
    .map((name) => ({ field: name, before: shownValue(name, before), after: shownValue(name, after) }));
}

/** What another dialect keeps is not for showing. */
const shownValue = (name: string, fields: Fields): unknown =>
  name.startsWith('extensions.') ? null : (fields[name] ?? null);
