import { createHash } from 'node:crypto';
import { endpointAt } from '../../../src/data-planes/embedded/testing/fixture.js';
import type {
  CallerApp,
  CallerPolicy,
  ForwardAction,
  Fragment,
  IrParameter,
  IrRequestMapping,
  ParameterCheck,
  Route,
} from '../../../src/ir/fragment.js';
import type { SignWith } from '../../support/call-time-client.js';
import type { Expected, TestRequest } from '../conformance-case.js';
import type { BackendPorts } from '../support/backends.js';
import { below } from './building.js';

/** One API of the cloudapi dialect: everything below `/` goes to backend `a` unless told otherwise. */
export interface ApiSpec extends Pick<Route, 'protocols' | 'redirectsToHttps'> {
  readonly match?: Partial<Route['match']>;
  readonly callers?: Partial<CallerPolicy>;
  readonly mapping?: Partial<IrRequestMapping>;
  readonly forward?: Partial<ForwardAction>;
  /** In place of the backend. */
  readonly action?: Route['action'];
}

/** By id, in their order. */
export const apis = ({ a }: Pick<BackendPorts, 'a'>, specs: Readonly<Record<string, ApiSpec>>): Fragment => ({
  routes: Object.entries(specs).map(([id, spec], order) => routeOf(id, order, spec)),
  upstreams: [{ name: 'backend', balancing: 'round-robin', endpoints: [endpointAt(a)], connectTimeoutMs: 1_000 }],
});

export const api = (ports: Pick<BackendPorts, 'a'>, spec: ApiSpec = {}): Readonly<Record<string, Fragment>> => ({
  p: apis(ports, { api: spec }),
});

function routeOf(
  id: string,
  order: number,
  { match, callers, protocols, mapping, forward, action, ...rest }: ApiSpec,
): Route {
  return {
    id,
    match: { hosts: [], path: below('/'), methods: [], headers: [], ...match },
    order,
    action: action ?? {
      kind: 'forward',
      upstream: 'backend',
      rewrite: { kind: 'replace-prefix', prefix: '', replacement: '' },
      method: null,
      mapping: mapping === undefined ? null : { ...NOTHING_MAPPED, ...mapping },
      responseTimeoutMs: 5_000,
      retries: { same: 0, others: 0 },
      ...forward,
    },
    errorStyle: 'ca-headers',
    ...rest,
    ...(protocols === undefined ? {} : { protocols }),
    ...(callers === undefined ? {} : { callers: { ...CALLERS, ...callers } }),
  };
}

const NOTHING_MAPPED: IrRequestMapping = { mode: 'mapping', parameters: [], constants: [], system: [] };

export const parameter = (location: IrParameter['location'], name: string): IrParameter => ({ location, name });

type Mapped = IrRequestMapping['parameters'][number];

/** From and to the same place. */
export const checked = (from: IrParameter, check: ParameterCheck, change: Partial<Mapped> = {}): Mapped => ({
  from,
  to: from,
  required: false,
  defaultValue: null,
  check,
  ...change,
});

/** `first` and `second` may call, `expired` no longer. */
const app = (id: string, name: string, expiresAt: string | null = null): CallerApp => ({
  id,
  expiresAt,
  keys: [{ key: `key-${name}`, secret: `secret of ${name}` }],
  codeDigests: [createHash('sha256').update(`code-${name}`).digest('hex')],
});

export const CALLERS: CallerPolicy = {
  appCodes: [
    { location: 'header', name: 'authorization', scheme: 'APPCODE' },
    { location: 'query', name: 'AppCode', scheme: null },
  ],
  signatures: ['HmacSHA256', 'HmacSHA1'],
  nonceRequired: false,
  apps: [
    app('110', 'first'),
    app('111', 'second', '2999-01-01T00:00:00Z'),
    app('112', 'expired', '2020-01-01T00:00:00Z'),
  ],
};

export const signedBy = (name: string, change: Partial<SignWith> = {}): SignWith => ({
  key: `key-${name}`,
  secret: `secret of ${name}`,
  ...change,
});

export const SIGNED: Pick<TestRequest, 'signed'> = { signed: signedBy('first') };

const REQUEST_ID = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;

/** The gateway's own refusal, told in headers. */
export const refused = (status: number, code: string, message: string | RegExp): Expected => ({
  status,
  headers: { 'x-ca-request-id': REQUEST_ID, 'x-ca-error-code': code, 'x-ca-error-message': message },
});

/** A backend's answer, whatever its status. */
export const passed = (received: Expected['received'] = {}): Expected => ({
  status: 200,
  headers: { 'x-ca-request-id': REQUEST_ID, 'x-ca-error-code': null, 'x-ca-error-message': null },
  received,
});
