import type { OutlineOperation } from '../../../api-proxies/spec-import/outline.js';
import { invalid } from '../../../shared/problem.js';
import type { Shaped } from '../../rpc/decode/shape.js';
import { toWirePath } from '../decode/api-path.js';
import type { ServiceConfig } from '../decode/api-shapes.js';
import { BACKEND, EXTENSION, type Extensions, extension } from './extensions.js';

type Backend = Shaped<typeof BACKEND>;

/** What a call goes to when it says nothing else. */
interface Front {
  readonly path: string;
  readonly method: string;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * The backend that the extension names, or else the first server of the description, with its path before the API's.
 * `ownDomain`: servers below it are this gateway itself, whose exports name them.
 * @throws Problem invalid_argument
 */
export function decodeBackend(operation: OutlineOperation, extensions: Extensions, ownDomain: string): ServiceConfig {
  const front = { path: toWirePath(operation.path), method: operation.method };
  const backend = extension(extensions, EXTENSION.backend, BACKEND);
  return backend === undefined ? ofServers(operation.servers, front, ownDomain) : ofExtension(backend, front);
}

function ofServers(servers: readonly string[], { path, method }: Front, ownDomain: string): ServiceConfig {
  const url = servers.map((server) => URL.parse(server)).find((each) => each !== null && isForeign(each, ownDomain));
  if (url === undefined || url === null) {
    throw invalid('ServiceConfig', `no backend: give ${EXTENSION.backend}, or a server that is not this gateway`);
  }
  return {
    ServiceProtocol: 'HTTP',
    ServiceAddress: url.origin,
    ServicePath: `${basePathOf(url)}${path}`,
    ServiceHttpMethod: method,
    ServiceTimeout: DEFAULT_TIMEOUT_MS,
  };
}

/** The parser has escaped the braces of parameters. */
const basePathOf = ({ pathname }: URL): string =>
  toWirePath(pathname.replaceAll('%7B', '{').replaceAll('%7D', '}')).replace(/\/+$/, '');

const isForeign = ({ protocol, hostname }: URL, ownDomain: string): boolean =>
  /^https?:$/.test(protocol) && !hostname.endsWith(`.${ownDomain.toLowerCase()}`);

/** Type -> what of ServiceConfig says it. */
const TYPES: Readonly<Record<string, (backend: Backend) => ServiceConfig>> = {
  HTTP: () => ({ ServiceProtocol: 'HTTP' }),
  'HTTP-VPC': ({ VpcAccessName = '' }) => ({
    ServiceProtocol: 'HTTP',
    ServiceVpcEnable: 'TRUE',
    VpcConfig: { Name: VpcAccessName },
  }),
  FC: ({ FcRegion = '', ServiceName = '', FunctionName = '', Arn = '' }) => ({
    ServiceProtocol: 'FunctionCompute',
    FunctionComputeConfig: { RegionId: FcRegion, ServiceName, FunctionName, RoleArn: Arn },
  }),
  MOCK: ({ MockResult = '', MockStatusCode, MockHeaders = [] }) => ({
    ServiceProtocol: 'HTTP',
    Mock: 'TRUE',
    MockResult,
    ...(MockStatusCode === undefined ? {} : { MockStatusCode }),
    MockHeaders: MockHeaders.map(({ Name = '', Value = '' }) => ({ HeaderName: Name, HeaderValue: Value })),
  }),
};

function ofExtension(backend: Backend, front: Front): ServiceConfig {
  const type = backend.Type ?? '';
  const told = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (told === undefined) {
    const known = Object.keys(TYPES).join(', ');
    throw invalid(EXTENSION.backend, `type must be one of ${known}, got '${type.slice(0, 40)}'`);
  }
  const isCalled = type === 'HTTP' || type === 'HTTP-VPC';
  const path = backend.Path ?? (isCalled ? front.path : undefined);
  const method = backend.Method ?? (isCalled ? front.method : undefined);
  return {
    ...told(backend),
    ...(backend.Address === undefined ? {} : { ServiceAddress: backend.Address }),
    ...(path === undefined ? {} : { ServicePath: toWirePath(path) }),
    ...(method === undefined ? {} : { ServiceHttpMethod: method.toUpperCase() }),
    ServiceTimeout: backend.Timeout ?? DEFAULT_TIMEOUT_MS,
  };
}
