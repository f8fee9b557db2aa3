import { Inject, Injectable } from '@nestjs/common';
import { Agent, type Dispatcher, FormData, request } from 'undici';
import { AddressPolicy } from '../api-proxies/spec-import/address-policy.js';
import { fetchProblem } from '../api-proxies/spec-import/fetch-problem.js';
import { checkedUrl } from '../api-proxies/spec-import/fetch-url.js';
import { FETCH_RULES } from '../api-proxies/spec-import/guarded-fetcher.js';
import { guardedLookup } from '../api-proxies/spec-import/guarded-lookup.js';
import { readBody } from '../api-proxies/spec-import/read-body.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { PACKAGE_LIMITS } from '../packages/package-limits.js';
import { Problem } from '../shared/problem.js';

/** Another installation, with the token that it is called with. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly token: string;
}

export interface TargetCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Segments below `/apiops`, not yet encoded. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: object;
  /** A package in the part of that name, with text parts beside it. */
  readonly upload?: {
    readonly part: string;
    readonly bytes: Buffer;
    readonly fields: Readonly<Record<string, string>>;
  };
}

export interface TargetAnswer {
  readonly status: number;
  readonly bytes: Buffer;
}

const TIME_LIMIT_MS = 60_000;

/** Calls other installations by the rules of the guarded fetcher, and follows no redirect: the token goes nowhere else. */
@Injectable()
export class TargetClient {
  private readonly policy: AddressPolicy;

  constructor(@Inject(CONFIG) config: Pick<Config, 'fetchAllow'>) {
    this.policy = new AddressPolicy(config.fetchAllow);
  }

  /** @throws Problem `fetch_refused` or `invalid_argument` for a URL that is not one, or may not be called */
  check(url: string): void {
    this.#guarded('url', () => {
      const checked = checkedUrl(url, null, this.policy);
      if (checked.search !== '' || checked.hash !== '') {
        throw new Problem('invalid_argument', 'must have neither a query nor a fragment');
      }
    });
  }

  /** Any answer that is no redirect. @throws Problem when there is none */
  async call(target: Target, call: TargetCall): Promise<TargetAnswer> {
    const agent = new Agent({
      allowH2: false,
      connect: { lookup: guardedLookup(this.policy, FETCH_RULES.resolve) },
    });
    try {
      return await this.#send(target, call, agent);
    } finally {
      await agent.destroy();
    }
  }

  async #send(target: Target, call: TargetCall, agent: Agent): Promise<TargetAnswer> {
    const label = `instance ${target.name}`;
    const url = this.#guarded(label, () => checkedUrl(urlOf(target, call), null, this.policy));
    const signal = AbortSignal.timeout(TIME_LIMIT_MS);
    try {
      const answer = await request(url, { dispatcher: agent, method: call.method, signal, ...bodyOf(target, call) });
      requireNoRedirect(answer);
      const options = { encoding: 'identity', limitBytes: PACKAGE_LIMITS.fileBytes, signal };
      return { status: answer.statusCode, bytes: await readBody(answer.body, options) };
    } catch (error) {
      throw worded(label, fetchProblem(error, url.hostname));
    }
  }

  #guarded<T>(label: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw worded(label, fetchProblem(error, ''));
    }
  }
}

/** The fetcher speaks of the document of a `specUrl`; here it is an installation. */
const worded = (label: string, problem: Problem): Problem =>
  new Problem(problem.code, `${label}: ${problem.message.replace(/^specUrl:? */, '')}`, {}, { cause: problem });

function urlOf({ url }: Target, { path, query }: TargetCall): string {
  const search = new URLSearchParams(query).toString();
  return `${url}/apiops/${path.map(encodeURIComponent).join('/')}/${search === '' ? '' : `?${search}`}`;
}

function bodyOf({ token }: Target, { json, upload }: TargetCall) {
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'gatewright', 'accept-encoding': 'identity' };
  if (json !== undefined) {
    return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(json) };
  }
  if (upload === undefined) return { headers };
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.set(name, value);
  form.set(upload.part, new Blob([Uint8Array.from(upload.bytes)]), 'package.zip');
  return { headers, body: form };
}

function requireNoRedirect({ statusCode, body }: Dispatcher.ResponseData): void {
  if (statusCode < 300 || statusCode > 399) return;
  body.once('error', () => undefined).destroy();
  throw new Problem('fetch_refused', `answered ${statusCode}, a redirect; give the address that it leads to`);
}
