import { lookup } from 'node:dns/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Agent, type Dispatcher, request } from 'undici';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.token.js';
import { AddressPolicy } from './address-policy.js';
import { fetchProblem, invalidFetch, refusedFetch } from './fetch-problem.js';
import { checkedHeaders, checkedUrl, type NameValue, withQuery } from './fetch-url.js';
import { guardedLookup, type Resolve } from './guarded-lookup.js';
import { ACCEPTED_ENCODINGS, abandon, readBody } from './read-body.js';

export interface FetchOptions {
  /** Sent to the origin of the URL only, never to where it redirects. */
  readonly headers?: readonly NameValue[];
  /** Appended to the URL's own query. */
  readonly query?: readonly NameValue[];
}

export interface FetchRules {
  readonly resolve: Resolve;
  /** For everything: names, redirects, body. */
  readonly timeLimitMs: number;
  readonly sizeLimitBytes: number;
  readonly maxRedirects: number;
}

export const FETCH_RULES: FetchRules = {
  resolve: (hostname) => lookup(hostname, { all: true, verbatim: true }),
  timeLimitMs: 30_000,
  sizeLimitBytes: 50 * 1024 * 1024,
  maxRedirects: 3,
};

/** The one way by which this process fetches a URL that a caller named. */
@Injectable()
export class GuardedFetcher {
  private readonly policy: AddressPolicy;
  private readonly rules: FetchRules = FETCH_RULES;

  constructor(@Inject(CONFIG) config: Pick<Config, 'fetchAllow'>) {
    this.policy = new AddressPolicy(config.fetchAllow);
  }

  /** The document's bytes. Problem `fetch_refused` (we will not) or `invalid_argument` (it did not work), of `specUrl`. */
  fetch(url: string, options: FetchOptions = {}): Promise<Buffer> {
    return guardedFetch(url, options, { policy: this.policy, ...this.rules });
  }
}

interface Guard extends FetchRules {
  readonly policy: AddressPolicy;
}

export async function guardedFetch(text: string, options: FetchOptions, guard: Guard): Promise<Buffer> {
  const start = withQuery(checkedUrl(text, null, guard.policy), options.query ?? []);
  const headers = checkedHeaders(options.headers ?? []);
  const agent = new Agent({ allowH2: false, connect: { lookup: guardedLookup(guard.policy, guard.resolve) } });
  const fetching: Fetching = { guard, agent, start, headers, signal: AbortSignal.timeout(guard.timeLimitMs) };
  try {
    return await follow(start, 0, fetching);
  } finally {
    await agent.destroy();
  }
}

interface Fetching {
  readonly guard: Guard;
  readonly agent: Agent;
  readonly start: URL;
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
}

async function follow(url: URL, redirects: number, fetching: Fetching): Promise<Buffer> {
  const { guard } = fetching;
  const answer = await attempt(url, fetching, () => send(url, fetching));
  const location = redirectOf(answer);
  if (location === null) return attempt(url, fetching, () => bodyOf(answer, fetching));
  abandon(answer.body);
  if (redirects === guard.maxRedirects) throw refusedFetch(`redirects more than ${guard.maxRedirects} times`);
  return follow(checkedUrl(location, url, guard.policy), redirects + 1, fetching);
}

async function attempt<T>(url: URL, { signal }: Fetching, work: () => Promise<T>): Promise<T> {
  try {
    return await Promise.race([work(), afterAbort(signal)]);
  } catch (error) {
    throw fetchProblem(error, url.hostname);
  }
}

/** undici heeds a signal only once it is connected; names and handshakes may hang before. */
const afterAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const send = (url: URL, { agent, start, headers, signal }: Fetching): Promise<Dispatcher.ResponseData> =>
  request(url, {
    dispatcher: agent,
    signal,
    headers: {
      accept: 'application/json, application/yaml;q=0.9, text/yaml;q=0.9, */*;q=0.5',
      'user-agent': 'gatewright',
      ...(url.origin === start.origin ? headers : {}),
      'accept-encoding': ACCEPTED_ENCODINGS,
    },
  });

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData): string | null {
  if (!REDIRECTS.has(statusCode)) return null;
  const { location } = headers;
  if (typeof location !== 'string') throw invalidFetch('the server redirects without saying where to');
  return location;
}

async function bodyOf({ statusCode, headers, body }: Dispatcher.ResponseData, fetching: Fetching): Promise<Buffer> {
  if (statusCode < 200 || statusCode > 299) {
    abandon(body);
    throw invalidFetch(`the server answered ${statusCode}; a document needs 200`);
  }
  const encoding = headers['content-encoding'] ?? '';
  const options = { limitBytes: fetching.guard.sizeLimitBytes, signal: fetching.signal };
  return readBody(body, { ...options, encoding: Array.isArray(encoding) ? encoding.join(',') : encoding });
}
