import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { freezeDeep } from '../shared/freeze.js';
import { isLoopback } from '../shared/loopback.js';
import { type Limits, readLimits } from './limits.js';

/** Every setting of the process, read once. Nobody else reads the environment. */
export interface Config {
  /** Management HTTP: `/apiops`, `/` (RPC), `/admin`, `/docs`, `/health`, `/metrics`. */
  readonly port: number;
  /** Bind address of all listeners. */
  readonly host: string;
  /** Bind address of the xDS server; loopback unless `xdsTls`. */
  readonly xdsHost: string;
  readonly xdsPort: number;
  /** How long Envoys that are ready for a change wait for one that is not. */
  readonly xdsPatienceMs: number;
  /** PEM files for mutual TLS with Envoys; null = plain text. */
  readonly xdsTls: TlsFiles | null;
  /** Port of the first environment's listener; the ones made at first start follow it. */
  readonly gatewayPort: number;
  /** The same for HTTPS; null = environments listen for HTTP alone. */
  readonly gatewayHttpsPort: number | null;
  /** Absolute. Embedded PostgreSQL, credentials, last-good snapshots. */
  readonly dataDir: string;
  /** PostgreSQL to use; null = embedded. */
  readonly databaseUrl: string | null;
  readonly embeddedGateway: boolean;
  /** Answers that the embedded gateway keeps at most, in all. */
  readonly cacheBytes: number;
  readonly groupDomain: string;
  readonly region: string;
  /** Path prefix of everything served by environment listeners: `''` or `/prefix`. */
  readonly rootContext: string;
  /** CIDRs and hosts, otherwise refused, that specification import may fetch from. */
  readonly fetchAllow: readonly string[];
  /** Seals access key secrets; null = the key file in the data directory. Replicas of one database share it. */
  readonly secretKey: string | null;
  /** Deployments kept per proxy or group and environment, beside persistent ones and what is live. */
  readonly historyLength: number;
  readonly kept: KeptDays;
  readonly limits: Limits;
  /** A domain is bound only when DNS has a CNAME record from it to the group's subdomain. */
  readonly verifyDomains: boolean;
  readonly logLevel: LogLevel;
  /** Tests only: the named point of a deployment at which this process ends itself with SIGKILL. */
  readonly faultPoint: string | null;
}

/** How many days records stay that nothing but people and late gateways read. */
export interface KeptDays {
  /** Of finished promotions. */
  readonly promotionDays: number;
  /** What versions changed, and how gateways answered; both at most 1,000 versions back anyway. */
  readonly logDays: number;
  /** Null: for ever. */
  readonly auditDays: number | null;
}

/** Absolute paths: of a certificate chain, its key, and the authorities whose certificates the other side may show. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A setting that cannot be used; the message names the variable and the fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const XDS_TLS = ['GATEWRIGHT_XDS_CERT', 'GATEWRIGHT_XDS_KEY', 'GATEWRIGHT_XDS_CA'] as const;

type Env = Readonly<Record<string, string | undefined>>;

export function readConfig(env: Env, cwd: string): Config {
  const xdsTls = xdsTlsFiles(env, cwd);
  return freezeDeep({
    port: portOf(env, 'GATEWRIGHT_PORT', 8080),
    host: text(env, 'GATEWRIGHT_HOST') ?? '127.0.0.1',
    xdsHost: xdsHost(env, xdsTls !== null),
    xdsPort: portOf(env, 'GATEWRIGHT_XDS_PORT', 18000),
    xdsPatienceMs: millisecondsOf(env, 'GATEWRIGHT_XDS_PATIENCE_MS', 1_000, { from: 100, to: 60_000 }),
    xdsTls,
    gatewayPort: portOf(env, 'GATEWRIGHT_GATEWAY_PORT', 9080),
    gatewayHttpsPort: httpsPort(env),
    dataDir: absolute(text(env, 'GATEWRIGHT_DATA_DIR') ?? '.gatewright', cwd),
    databaseUrl: databaseUrl(env),
    embeddedGateway: oneOf(env, 'GATEWRIGHT_EMBEDDED_GATEWAY', ['on', 'off'], 'on') === 'on',
    cacheBytes: countOf(env, 'GATEWRIGHT_CACHE_MIB', 64) * 1_048_576,
    groupDomain: (text(env, 'GATEWRIGHT_GROUP_DOMAIN') ?? 'gatewright.localhost').toLowerCase(),
    region: text(env, 'GATEWRIGHT_REGION') ?? 'cn-hangzhou',
    rootContext: pathPrefix(env, 'GATEWRIGHT_ROOT_CONTEXT'),
    fetchAllow: list(env, 'GATEWRIGHT_FETCH_ALLOW'),
    secretKey: text(env, 'GATEWRIGHT_SECRET_KEY') ?? null,
    historyLength: countOf(env, 'GATEWRIGHT_HISTORY_LENGTH', 6),
    kept: {
      promotionDays: countOf(env, 'GATEWRIGHT_KEEP_PROMOTION_DAYS', 90),
      logDays: countOf(env, 'GATEWRIGHT_KEEP_LOG_DAYS', 7),
      auditDays: countOf(env, 'GATEWRIGHT_KEEP_AUDIT_DAYS', null),
    },
    limits: readLimits((name, fallback) => countOf(env, name, fallback)),
    verifyDomains: oneOf(env, 'GATEWRIGHT_VERIFY_DOMAINS', ['on', 'off'], 'off') === 'on',
    logLevel: oneOf(env, 'GATEWRIGHT_LOG_LEVEL', LOG_LEVELS, 'info'),
    faultPoint: text(env, 'GATEWRIGHT_FAULT_POINT') ?? null,
  });
}

function text(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function portOf(env: Env, name: string, fallback: number): number {
  const value = text(env, name);
  if (value === undefined) return fallback;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new ConfigError(`${name} must be a port from 1 to 65535, got '${value}'`);
  }
  return port;
}

function httpsPort(env: Env): number | null {
  const name = 'GATEWRIGHT_GATEWAY_HTTPS_PORT';
  return text(env, name) === undefined ? null : portOf(env, name, 0);
}

function countOf<T extends number | null>(env: Env, name: string, fallback: T): number | T {
  const value = text(env, name);
  if (value === undefined) return fallback;
  if (!/^[1-9]\d{0,5}$/.test(value))
    throw new ConfigError(`${name} must be a whole number from 1 to 999999, got '${value}'`);
  return Number(value);
}

function xdsTlsFiles(env: Env, cwd: string): TlsFiles | null {
  const [cert, key, ca] = XDS_TLS.map((name) => text(env, name));
  if (cert === undefined && key === undefined && ca === undefined) return null;
  if (cert === undefined || key === undefined || ca === undefined) {
    const missing = XDS_TLS.filter((name) => text(env, name) === undefined);
    throw new ConfigError(`${missing.join(' and ')} must be set, too: ${XDS_TLS.join(', ')} go together`);
  }
  return { cert: absolute(cert, cwd), key: absolute(key, cwd), ca: absolute(ca, cwd) };
}

function xdsHost(env: Env, hasTls: boolean): string {
  const host = text(env, 'GATEWRIGHT_XDS_HOST') ?? '127.0.0.1';
  if (isIP(host) === 0) throw new ConfigError(`GATEWRIGHT_XDS_HOST must be an IP address, got '${host}'`);
  if (!hasTls && !isLoopback(host)) {
    throw new ConfigError(
      `GATEWRIGHT_XDS_HOST is ${host}, but without TLS xDS is served on loopback only: set ${XDS_TLS.join(', ')}`,
    );
  }
  return host;
}

function millisecondsOf(env: Env, name: string, fallback: number, bounds: { from: number; to: number }): number {
  const value = text(env, name);
  if (value === undefined) return fallback;
  const ms = Number(value);
  if (!Number.isInteger(ms) || ms < bounds.from || ms > bounds.to) {
    throw new ConfigError(`${name} must be milliseconds from ${bounds.from} to ${bounds.to}, got '${value}'`);
  }
  return ms;
}

function oneOf<T extends string>(env: Env, name: string, allowed: readonly T[], fallback: T): T {
  const value = text(env, name);
  if (value === undefined) return fallback;
  const found = allowed.find((candidate) => candidate === value.toLowerCase());
  if (found === undefined) throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, got '${value}'`);
  return found;
}

function list(env: Env, name: string): string[] {
  return (text(env, name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function pathPrefix(env: Env, name: string): string {
  const value = text(env, name);
  if (value === undefined || value === '/') return '';
  const trimmed = value.replace(/\/+$/, '');
  if (!/^(\/[A-Za-z0-9._~-]+)+$/.test(trimmed)) {
    throw new ConfigError(`${name} must be a plain path such as /apigateway, got '${value}'`);
  }
  return trimmed;
}

function databaseUrl(env: Env): string | null {
  const value = text(env, 'DATABASE_URL');
  if (value === undefined) return null;
  if (!/^postgres(ql)?:\/\//.test(value)) {
    throw new ConfigError('DATABASE_URL must begin with postgres:// or postgresql://');
  }
  return value;
}

const absolute = (path: string, cwd: string): string => (isAbsolute(path) ? path : resolve(cwd, path));
