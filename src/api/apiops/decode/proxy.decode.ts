import type { ProxySource } from '../../../model/api-proxy.js';
import type { ClientRoute } from '../../../model/client-route.js';
import { Problem } from '../../../shared/problem.js';
import { PROXY_TEXTS } from '../http/messages.js';
import { decodeClientRoute } from './client-route.decode.js';
import { decodeTargets } from './deploy-targets.decode.js';
import { empty, Fields, refused } from './fields.js';
import { parseJson } from './json.js';
import { decodeRouting, type RoutingInput } from './routing.decode.js';

/** A header or a query parameter that the server of a specification wants. */
export interface SpecCredential {
  readonly name: string;
  readonly value: string;
  readonly in: 'header' | 'query';
}

/** Where a description comes from; null for proxies that have none. */
export type SpecSource =
  | { readonly from: 'url'; readonly url: string; readonly credentials: readonly SpecCredential[] }
  | { readonly from: 'file'; readonly file: UploadedSpec };

export interface UploadedSpec {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

export type CreationType = Exclude<ProxySource, 'CLOUD_API'>;

/** Create or reparse, decoded. Absent members of an update keep what is stored. */
export interface ProxySaveRequest {
  readonly name: string;
  /** Empty counts as absent. */
  readonly description: string | undefined;
  readonly creationType: CreationType;
  readonly spec: SpecSource | null;
  readonly clientRoute: ClientRoute | undefined;
  readonly routing: RoutingInput | undefined;
  readonly reParse: boolean | undefined;
  readonly backendApiVersion: string | undefined;
  readonly groupName: string | undefined;
  /** Environments to deploy to after saving; empty: none. */
  readonly environmentNames: readonly string[];
}

const CREATION_TYPES = ['OPEN_API', 'SWAGGER', 'WSDL', 'REVERSE_PROXY', 'EMPTY_API'] as const;
const FILE_CREATION_TYPES = ['OPEN_API', 'SWAGGER', 'WSDL'] as const;
const CREDENTIAL_PLACES = ['header', 'query'] as const;

export function decodeProxyFromUrl(body: unknown): ProxySaveRequest {
  const fields = Fields.ofBody(body);
  const head = decodeHead(fields, CREATION_TYPES);
  return { ...head, spec: decodeUrl(fields, head.creationType), ...decodeRest(fields, head.creationType, 100) };
}

/** `metadata`: the JSON text of the part of that name. */
export function decodeProxyFromFile(metadata: string | undefined, file: UploadedSpec | undefined): ProxySaveRequest {
  if (metadata === undefined || metadata.trim() === '') throw empty('metadata');
  const fields = Fields.root(parseJson(metadata, 'metadata'), 'metadata');
  const head = decodeHead(fields, FILE_CREATION_TYPES);
  if (file === undefined || file.content.length === 0) throw empty('specFile');
  return { ...head, spec: { from: 'file', file }, ...decodeRest(fields, head.creationType, 1) };
}

/** A file page needs a client route, unless it reparses. Source: apiops.md 4.4. */
export function requireClientRoute(request: ProxySaveRequest): ProxySaveRequest {
  if (request.clientRoute === undefined && request.reParse !== true) throw empty('clientRoute');
  return request;
}

function decodeHead(fields: Fields, allowed: readonly (typeof CREATION_TYPES)[number][]) {
  const name = fields.requiredText('apiProxyName');
  if (!fields.has('apiProxyCreationType')) throw empty('apiProxyCreationType');
  const creationType = fields.oneOf('apiProxyCreationType', allowed);
  if (creationType === undefined) throw empty('apiProxyCreationType');
  return { name, creationType, description: filled(fields.text('apiProxyDescription')) };
}

function decodeRest(fields: Fields, creationType: CreationType, defaultWeight: number) {
  refuseUnserved(fields, creationType);
  const route = fields.object('clientRoute');
  const routing = fields.object('routingInfo');
  return {
    clientRoute: route === undefined ? undefined : decodeClientRoute(route),
    routing: routing === undefined ? undefined : decodeRouting(routing, defaultWeight),
    reParse: fields.flag('reParse'),
    backendApiVersion: fields.text('backendApiVersion'),
    groupName: filled(fields.text('apiProxyGroupName')),
    environmentNames: decodeTargets(fields),
  };
}

function decodeUrl(fields: Fields, creationType: CreationType): SpecSource | null {
  if (creationType === 'REVERSE_PROXY' || creationType === 'EMPTY_API') return null;
  return {
    from: 'url',
    url: fields.requiredText('specUrl').trim(),
    credentials: (fields.objects('specAuthorizationValueList') ?? []).map((credential) => ({
      name: credential.requiredText('keyName', 'headerName'),
      value: credential.text('value', 'headerValue') ?? '',
      in: credential.oneOf('type', CREDENTIAL_PLACES) ?? 'header',
    })),
  };
}

/** Settings that would change what callers get, and that nothing here enforces: refused rather than ignored. */
function refuseUnserved(fields: Fields, creationType: CreationType): void {
  if (fields.flag('soapToRest') === true) throw refused(PROXY_TEXTS.soapToRest(creationType));
  for (const name of ['enableWSA', 'enableWSRM'] as const) {
    if (creationType === 'WSDL' && fields.flag(name) === true) {
      throw new Problem('unsupported', `${name} is not supported here. Leave it out or send false`);
    }
  }
  if (fields.object('maintenanceModeSetting')?.flag('enabled') === true) {
    throw new Problem(
      'unsupported',
      'maintenanceModeSetting.enabled is not supported here. Leave it out or send false',
    );
  }
}

const filled = (text: string | undefined): string | undefined => (text?.trim() === '' ? undefined : text);
