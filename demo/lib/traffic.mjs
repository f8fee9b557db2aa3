import { call } from './http.mjs';

const CLIENTS = 4;

/** Steady traffic over a few URLs, whose backends answer with the version they were called under: `/v7/...`. */
export class Traffic {
  requests = 0;
  /** What went wrong, in words; empty when nothing did. */
  failures = [];
  #newest = 0;
  #clients = [];
  #isOn = true;

  /** @param {string[]} urls */
  constructor(urls) {
    this.#clients = Array.from({ length: CLIENTS }, (_, client) => this.#send(urls, client));
  }

  async stop() {
    this.#isOn = false;
    await Promise.all(this.#clients);
  }

  async #send(urls, offset) {
    for (let turn = offset; this.#isOn; turn++) {
      const url = urls[turn % urls.length];
      const newestBefore = this.#newest;
      const { status, body, text } = await call(url).catch((error) => ({ status: 0, body: {}, text: String(error) }));
      this.requests += 1;
      const version = Number(/^\/v(\d+)\//.exec(body.path ?? '')?.[1] ?? 0);
      if (status !== 200) this.failures.push(`${url} answered ${status}: ${text}`);
      // Sent after somebody had seen the newer version: half a deployment would show here.
      else if (version < newestBefore) this.failures.push(`${url} saw version ${version} after ${newestBefore}`);
      this.#newest = Math.max(this.#newest, version);
    }
  }
}
