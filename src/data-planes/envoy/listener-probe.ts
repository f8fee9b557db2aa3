import { Agent, type IncomingMessage, request } from 'node:http';
import { isIP } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CLUSTER_HEADER } from './translate/probe.js';
import type { ConnectedClient } from './xds/ads.server.js';

/** Where a listener's probe routes are. */
export interface ProbePlace {
  readonly port: number;
  /** Without a slash at its end. */
  readonly path: string;
}

/** Asks an Envoy through its own listener what it really serves. Never rejects; null is good news, a text is why not. */
export interface Probe {
  /** Until the listener answers with `proof`, or for so long as it may take. */
  serves(place: ProbePlace, proof: string): Promise<string | null>;
  /** Until requests to the cluster find an address, or for so long as it may take. */
  reaches(place: ProbePlace, cluster: string): Promise<string | null>;
  close(): void;
}

export interface ProbeTiming {
  readonly servesMs: number;
  readonly reachesMs: number;
}

/** Envoy looks a name up again and again: this long after the last answer it is asked again, at first and at last. */
const FIRST_PAUSE_MS = 4;
const LAST_PAUSE_MS = 250;
const ANSWER_MS = 1_000;

/** Of Envoy: the cluster is there and nothing more was asked of it. */
const OVERFLOW = 'UO';
const WHY: Readonly<Record<string, string>> = { UH: 'it has no address', NC: 'it is not ready' };

/** For an Envoy that says of itself that nobody can ask it. */
export const NO_PROBE: Probe = {
  serves: async () => null,
  reaches: async () => null,
  close: () => undefined,
};

export class ListenerProbe implements Probe {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #end = new AbortController();

  constructor(
    private readonly host: string,
    private readonly timing: ProbeTiming,
  ) {}

  /** At the address that its listeners bind to; one that binds to all is asked where it comes from. */
  static of({ identity, peer }: ConnectedClient, timing: ProbeTiming): Probe {
    if (!identity.isProbed) return NO_PROBE;
    const isUnspecified = /^(?:0\.0\.0\.0|::|0:0:0:0:0:0:0:0)$/.test(identity.address);
    return new ListenerProbe(isUnspecified ? peer : identity.address, timing);
  }

  serves(place: ProbePlace, proof: string): Promise<string | null> {
    return this.#until(this.timing.servesMs, async () => {
      const answer = await this.#ask(place, '/proof', {});
      return answer === proof ? null : `its listener at ${this.#name(place)} does not serve the change`;
    });
  }

  reaches(place: ProbePlace, cluster: string): Promise<string | null> {
    return this.#until(this.timing.reachesMs, async () => {
      const flags = await this.#ask(place, '/cluster', { [CLUSTER_HEADER]: cluster });
      return flags === OVERFLOW ? null : (WHY[flags] ?? `the probe was answered with '${flags}'`);
    });
  }

  close(): void {
    this.#end.abort();
    this.#agent.destroy();
  }

  async #until(ms: number, ask: () => Promise<string | null>): Promise<string | null> {
    const deadline = performance.now() + ms;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LAST_PAUSE_MS)) {
      const why = await ask().catch((error: Error) => `its listener does not answer: ${error.message}`);
      if (why === null || this.#end.signal.aborted || performance.now() + wait > deadline) return why;
      await pause(wait);
    }
  }

  #name({ port }: ProbePlace): string {
    return isIP(this.host) === 6 ? `[${this.host}]:${port}` : `${this.host}:${port}`;
  }

  #ask({ port, path }: ProbePlace, what: string, headers: Record<string, string>): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, host: this.host, port, path: path + what, headers, timeout: ANSWER_MS };
      const asked = request({ ...options, signal: this.#end.signal });
      asked.once('timeout', () => asked.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
      asked.once('error', reject);
      asked.once('response', (response) => textOf(response).then(resolve, reject));
      asked.end();
    });
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return text;
}
