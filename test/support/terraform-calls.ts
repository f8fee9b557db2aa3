import { createHmac, randomUUID } from 'node:crypto';
import { type KeyPair, send } from './cloudapi-clients.js';

/** Absent and empty values are dropped or kept as each library does. */
export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;
// biome-ignore lint/suspicious/noExplicitAny: the provider reads fields of answers without a type as well.
export type Body = any;

export class CallRefused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** Which the Go library's metadata puts into the body; everything else goes in the query. */
const IN_BODY = new Set([
  'ConstantParameters',
  'Data',
  'ErrorCodeSamples',
  'FailResultSample',
  'RequestParameters',
  'ResultDescriptions',
  'ResultSample',
  'ServiceParameters',
  'ServiceParametersMap',
  'SystemParameters',
]);

/**
 * Calls as the two libraries of Terraform's provider form them, written from cloudapi-2016-07-14.md 1.1 to 1.7 and from
 * nothing of ours.
 */
export class TerraformCalls {
  /** The actions that were called since this was emptied. */
  readonly made: string[] = [];

  constructor(
    private readonly port: number,
    private readonly key: KeyPair,
  ) {}

  /** The Go SDK: query and body, empty values dropped; success is 2xx. */
  async go(action: string, parameters: Parameters): Promise<Body> {
    const given = entries(parameters).filter(([, value]) => value !== '');
    const body = given.filter(([name]) => IN_BODY.has(name));
    const query = given.filter(([name]) => !IN_BODY.has(name));
    const { status, answer } = await this.#call(action, [...query, ...this.#common(action, 'JSON')], body);
    if (status > 299) throw refusal(status, answer);
    return answer;
  }

  /** tea-rpc: everything in the form but what the provider names for the query; empty values kept. */
  async tea(action: string, parameters: Parameters, query: Parameters = {}): Promise<Body> {
    const form = [...entries(parameters), ...this.#common(action, 'json')];
    const { status, answer } = await this.#call(action, entries(query), form);
    if (status >= 400 || saysItFailed(answer)) throw refusal(status, answer);
    return answer;
  }

  async #call(action: string, query: readonly Pair[], form: readonly Pair[]) {
    this.made.push(action);
    const signature = createHmac('sha1', `${this.key.accessKeySecret}&`)
      .update(stringToSign([...query, ...form]))
      .digest('base64');
    // In the body where the library has one for it, else in the query.
    const isInForm = form.some(([name]) => name === 'Action');
    const [inQuery, inForm] = isInForm
      ? [query, [...form, ['Signature', signature] as const]]
      : [[...query, ['Signature', signature] as const], form];
    const { status, body } = await send({
      port: this.port,
      method: 'POST',
      path: `/?${encoded(inQuery)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: encoded(inForm),
    });
    return { status, answer: JSON.parse(body) as Body };
  }

  #common = (action: string, format: string): Pair[] =>
    entries({
      Action: action,
      Version: '2016-07-14',
      Format: format,
      AccessKeyId: this.key.accessKeyId,
      RegionId: 'cn-hangzhou',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: randomUUID(),
      SignatureVersion: '1.0',
      Timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    });
}

type Pair = readonly [name: string, value: string];

const entries = (parameters: Parameters): Pair[] =>
  Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));

/** With `+` for a space, as Go writes it. */
const encoded = (pairs: readonly Pair[]): string =>
  new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();

function stringToSign(pairs: readonly Pair[]): string {
  const canonical = [...pairs]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${percent(name)}=${percent(value)}`);
  return `POST&%2F&${percent(canonical.join('&'))}`;
}

const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const FINE = new Set(['success', 'ok', '200', '0']);

function saysItFailed(answer: Body): boolean {
  if (answer.Message === '') return false;
  return (
    (answer.Code !== undefined && !FINE.has(String(answer.Code).toLowerCase())) || (answer.Success ?? true) !== true
  );
}

/** The Go SDK panics unless these are texts. */
function refusal(status: number, answer: Body): CallRefused {
  for (const name of ['RequestId', 'HostId', 'Code', 'Recommend', 'Message']) {
    if (typeof answer[name] !== 'string') throw new Error(`${name} of a refusal is no text: ${JSON.stringify(answer)}`);
  }
  return new CallRefused(status, answer.Code, answer.Message);
}
