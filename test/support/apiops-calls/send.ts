import { G } from '../apiops-operations.js';
import { cameBack, witness } from '../apiops-witness.js';
import type { Refusal } from './refusals.js';
import type { World } from './world.js';

export interface Heard {
  readonly by: string;
  readonly status: number;
  /** What a refusal says; of a success, nothing. */
  readonly text: string;
}

/** A call as it is sent, by whoever. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly names: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Of a package. */
  readonly passphrase?: string | undefined;
}

const USUAL = {
  projectName: 'default',
  apiProxyName: 'cards',
  apiProxyGroupName: 'Pay',
  environmentName: 'production',
  type: 'API_PROXY',
  name: 'world',
  hideSpecFile: 'false',
  specAccessType: 'PUBLIC',
};

/** `names`: instead of those that the call names. */
export async function requestOf(
  world: World,
  call: Omit<Refusal, 'text'>,
  names: Readonly<Record<string, string>> = {},
): Promise<Request> {
  const [method = '', template = ''] = call.operation.split(' ');
  const named = { ...USUAL, ...(await changingNames(world, call.operation)), ...call.names, ...names };
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => Reflect.get(named, name));
  return {
    method,
    path: `${path}${call.query ?? ''}`,
    names: named,
    body: await call.body?.(world),
    passphrase: call.passphrase,
  };
}

async function changingNames(world: World, operation: string): Promise<Readonly<Record<string, string>>> {
  if (operation.includes('{executionId}')) return { executionId: await world.executionId() };
  if (!operation.includes('{revision}')) return {};
  return world.revisions(operation.includes(G) ? 'apiProxyGroups/Pay' : 'apiProxies/cards');
}

/** `token` null: with none. */
export async function send(world: World, request: Request, by: string, token: string | null): Promise<Heard> {
  const { method, path, body, passphrase } = request;
  const [encoded, type] = encodedOf(body);
  const response = await fetch(`${world.app.url}${path}`, {
    method,
    headers: { ...(token === null ? {} : { Authorization: `Bearer ${token}` }), ...type, ...passphraseOf(passphrase) },
    ...(encoded === undefined ? {} : { body: encoded }),
  });
  const text = await response.text();
  await witness(world.app, { method, path, body, ...cameBack(response, text) }, by);
  return { by, status: response.status, text: response.ok ? '' : JSON.parse(text)['error_description'] };
}

const passphraseOf = (passphrase: string | undefined): Readonly<Record<string, string>> =>
  passphrase === undefined
    ? {}
    : { 'X-Apinizer-Package-Passphrase': Buffer.from(passphrase, 'utf8').toString('base64') };

/** A text is a description, as YAML. */
function encodedOf(body: unknown): readonly [string | FormData | undefined, Readonly<Record<string, string>>] {
  if (body === undefined || body instanceof FormData) return [body, {}];
  if (typeof body === 'string') return [body, { 'Content-Type': 'application/yaml' }];
  return [JSON.stringify(body), { 'Content-Type': 'application/json' }];
}
