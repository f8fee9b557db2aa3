import { isAbsolute, resolve } from 'node:path';
import { freezeDeep } from '../shared/freeze.js';

/** Every setting of the process, read once. Nobody else reads the environment. */
export interface Config {
  /** Management HTTP: `/apiops`, `/` (RPC), `/admin`, `/docs`, `/health`, `/metrics`. */
  readonly port: number;
  /** Bind address of all listeners. */
  readonly host: string;
  readonly xdsPort: number;
  /** Port of the first environment's listener; the ones made at first start follow it. */
  readonly gatewayPort: number;
  /** Absolute. Embedded PostgreSQL, credentials, last-good snapshots. */
  readonly dataDir: string;
  /** PostgreSQL to use; null = embedded. */
  readonly databaseUrl: string | null;
  readonly embeddedGateway: boolean;
  readonly groupDomain: string;
  readonly region: string;
  /** Path prefix of everything served by environment listeners: `''` or `/prefix`. */
  readonly rootContext: string;
  /** CIDRs and hosts, otherwise refused, that specification import may fetch from. */
  readonly fetchAllow: readonly string[];
  /** Seals access key secrets; null = the key file in the data directory. Replicas of one database share it. */
  readonly secretKey: string | null;
  readonly logLevel: LogLevel;
  /** Tests only: the named point of a deployment at which this process ends itself with SIGKILL. */
  readonly faultPoint: string | null;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A setting that cannot be used; the message names the variable and the fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Env = Readonly<Record<string, string | undefined>>;

export function readConfig(env: Env, cwd: string): Config {
  return freezeDeep({
    port: portOf(env, 'GATEWRIGHT_PORT', 8080),
    host: text(env, 'GATEWRIGHT_HOST') ?? '127.0.0.1',
    xdsPort: portOf(env, 'GATEWRIGHT_XDS_PORT', 18000),
    gatewayPort: portOf(env, 'GATEWRIGHT_GATEWAY_PORT', 9080),
    dataDir: absolute(text(env, 'GATEWRIGHT_DATA_DIR') ?? '.gatewright', cwd),
    databaseUrl: databaseUrl(env),
    embeddedGateway: oneOf(env, 'GATEWRIGHT_EMBEDDED_GATEWAY', ['on', 'off'], 'on') === 'on',
    groupDomain: (text(env, 'GATEWRIGHT_GROUP_DOMAIN') ?? 'gatewright.localhost').toLowerCase(),
    region: text(env, 'GATEWRIGHT_REGION') ?? 'cn-hangzhou',
    rootContext: pathPrefix(env, 'GATEWRIGHT_ROOT_CONTEXT'),
    fetchAllow: list(env, 'GATEWRIGHT_FETCH_ALLOW'),
    secretKey: text(env, 'GATEWRIGHT_SECRET_KEY') ?? null,
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
