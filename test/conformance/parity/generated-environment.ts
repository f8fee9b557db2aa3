import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type {
  ErrorStyle,
  ForwardAction,
  Fragment,
  HostPattern,
  IrParameter,
  IrRequestMapping,
  ParameterCheck,
  PathMatch,
  PathSegment,
  QueryParameter,
  Route,
} from '../../../src/ir/fragment.js';
import type { Random } from '../../support/random.js';
import { CALLERS } from '../cases/apis.js';
import type { BackendPorts } from '../support/backends.js';

export const SEGMENTS = ['a', 'b', 'A', 'a.b', 'caf%C3%A9', 'x;v=1', '~u', 'a%20b'] as const;
export const HOSTS = ['a.example', 'b.a.example', 'c.b.a.example', 'a.other', 'example'] as const;
export const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'PURGE'] as const;
export const NAMES = ['p', 'q', 'x-p', 'X-Q', 'naïve', 'a b', 'a[]', 'id'] as const;
const HEADER_NAMES = ['x-p', 'x-q', 'x-r', 'accept', 'cookie'] as const;

/** Routes of one release, all of whose places may be asked for by generated requests. */
export function generateFragment(random: Random, ports: BackendPorts): Fragment {
  let id = 0;
  const routes = random.many(1, 8, () => generateRoute(random, `r${id}`, id++));
  return {
    routes,
    upstreams: [
      { name: 'backend', balancing: 'round-robin', endpoints: [endpointAt(ports.a)], connectTimeoutMs: 1_000 },
      {
        name: 'based',
        balancing: 'round-robin',
        endpoints: [{ ...endpointAt(ports.b), basePath: '/base' }],
        connectTimeoutMs: 1_000,
      },
    ],
  };
}

/** What cloudapi's routes alone have, callers and mappings, comes with its style of errors alone. */
function generateRoute(random: Random, id: string, order: number): Route {
  const path = generatePath(random);
  const errorStyle = random.pick<ErrorStyle>(['correlation', 'ca-headers', 'ca-headers']);
  const isApi = errorStyle === 'ca-headers';
  return {
    id,
    match: {
      hosts: random.chance(0.6) ? [] : random.many(1, 2, () => generateHost(random)),
      path,
      methods: random.chance(0.75) ? [] : [...new Set(random.many(1, 3, () => random.pick(METHODS)))],
      headers: random.chance(0.85) ? [] : [{ name: 'x-p', value: random.pick(['1', 'two', 'a, b']) }],
      ...(random.chance(0.2) ? { query: [[generateParameter(random)]] } : {}),
    },
    order,
    action: generateAction(random, id, path, isApi),
    ...(isApi && random.chance(0.2) ? { callers: { ...CALLERS, nonceRequired: random.chance(0.3) } } : {}),
    ...(isApi && random.chance(0.05) ? { protocols: [random.pick(['http', 'https'] as const)] } : {}),
    errorStyle,
  };
}

const generateParameter = (random: Random): QueryParameter => ({
  name: random.pick(['p', 'q']),
  value: random.pick([null, '1', '']),
});

const generateHost = (random: Random): HostPattern =>
  random.pick<HostPattern>([
    { kind: 'exact', host: random.pick(HOSTS) },
    { kind: 'suffix', suffix: random.pick(['.a.example', '.example', '.b.a.example'] as const) },
    { kind: 'prefix', prefix: random.pick(['a.', 'b.a.', 'b.'] as const) },
  ]);

function generatePath(random: Random): PathMatch {
  const literals = random.many(0, 2, () => random.pick(SEGMENTS));
  const path = `/${literals.join('/')}`;
  const kind = random.pick<PathMatch['kind']>(['exact', 'prefix', 'prefix', 'template', 'template']);
  if (kind === 'exact') return { kind, path: random.chance(0.2) && path !== '/' ? `${path}/` : path };
  if (kind === 'prefix') return { kind, path };
  return { kind, segments: generateSegments(random), tail: random.chance(0.4) };
}

/** One segment of any text, which the rewrite can ask for, and others around it; names are unique. */
function generateSegments(random: Random): PathSegment[] {
  const segments = random.many(0, 2, () => generateSegment(random));
  segments.splice(random.between(0, segments.length), 0, { param: 'id' });
  return segments.map((segment, index) =>
    'param' in segment && segment.param !== 'id' ? { ...segment, param: `${segment.param}${index}` } : segment,
  );
}

const generateSegment = (random: Random): PathSegment =>
  random.pick<PathSegment>([
    { literal: random.pick(SEGMENTS) },
    { param: 'n' },
    {
      param: 'm',
      pieces: random.pick<readonly string[]>([
        ['', '.json'],
        ['v', ''],
        ['', '...', ''],
        ['a', 'b'],
      ]),
    },
  ]);

function generateAction(random: Random, id: string, path: PathMatch, isApi: boolean): Route['action'] {
  const kind = random.pick(['respond', 'forward', 'forward', 'mapped', 'mapped', 'mapped', 'mapped', 'reject']);
  if (kind === 'respond') {
    const status = random.pick([200, 204, 302, 404, 503]);
    return { kind, status, headers: [{ name: 'x-who', value: id }], body: status === 204 ? '' : id };
  }
  if (kind === 'reject') return { kind, code: random.pick(['ERR-002', 'ERR-003', 'ERR-141', 'ERR-066'] as const) };
  return {
    kind: 'forward',
    upstream: random.pick(['backend', 'based'] as const),
    rewrite: generateRewrite(random, path),
    method: random.chance(0.2) ? random.pick(['GET', 'POST', 'PUT'] as const) : null,
    mapping: isApi && kind === 'mapped' ? generateMapping(random, path) : null,
    responseTimeoutMs: 5_000,
    retries: { same: 0, others: 0 },
  };
}

function generateRewrite(random: Random, path: PathMatch): ForwardAction['rewrite'] {
  if (path.kind !== 'template') {
    const prefix = path.path.endsWith('/') ? path.path.slice(0, -1) : path.path;
    return {
      kind: 'replace-prefix',
      prefix: random.chance(0.5) ? prefix : '',
      replacement: random.pick(['', '/new', '/n%20w/x'] as const),
    };
  }
  const [first] = path.segments.filter((segment) => 'param' in segment && segment.pieces === undefined);
  if (first === undefined || random.chance(0.3))
    return { kind: 'replace-prefix', prefix: '', replacement: random.pick(['', '/t'] as const) };
  const segments: PathSegment[] = [{ literal: 'to' }, ...('param' in first ? [{ param: first.param }] : [])];
  return { kind: 'template', segments, tail: path.tail };
}

function generateMapping(random: Random, path: PathMatch): IrRequestMapping {
  const inPath =
    path.kind === 'template'
      ? path.segments.flatMap((s) => ('param' in s && s.pieces === undefined ? [s.param] : []))
      : [];
  const from = (): IrParameter => {
    const location = random.pick<IrParameter['location']>(['query', 'header', 'body', 'query']);
    return { location, name: location === 'header' ? random.pick(HEADER_NAMES) : random.pick(NAMES) };
  };
  const to = (): IrParameter => from();
  const parameters = random.many(0, 4, () => {
    const source = from();
    return {
      from: source,
      to: random.chance(0.1) ? null : random.chance(0.5) ? source : to(),
      required: random.chance(0.2),
      defaultValue: random.chance(0.2) ? random.pick(['d', 'd e&f', '', 'é'] as const) : null,
      ...(random.chance(0.4) ? { check: generateCheck(random) } : {}),
    };
  });
  const fromPath = inPath.map((name) => ({
    from: { location: 'path' as const, name },
    to: { location: 'path' as const, name },
    required: false,
    defaultValue: null,
    ...(random.chance(0.3) ? { check: generateCheck(random) } : {}),
  }));
  return {
    mode: random.pick(['mapping', 'passthrough', 'mapping-passthrough'] as const),
    parameters: [...fromPath, ...parameters],
    constants: random.many(0, 2, () => ({ to: to(), value: random.pick(['c', 'c d', 'é&='] as const) })),
    system: random.many(0, 1, () => ({
      to: to(),
      variable: random.pick(['CaAppId', 'CaDomain', 'CaHttpSchema', 'CaClientIp', 'CaProxy'] as const),
    })),
    ...(random.chance(0.2)
      ? { contentType: random.pick([{ kind: 'default' }, { kind: 'custom', value: 'x/y' }] as const) }
      : {}),
  };
}

const generateCheck = (random: Random): ParameterCheck =>
  random.pick<ParameterCheck>([
    { type: 'int', minValue: 0, maxValue: 9 },
    { type: 'long' },
    { type: 'double', minValue: 0.5 },
    { type: 'float' },
    { type: 'boolean' },
    { type: 'string', minLength: 1, maxLength: 3 },
    { type: 'string', values: ['1', 'two', 'é'] },
    { type: 'string', pattern: '[a-z1-9]+' },
  ]);
