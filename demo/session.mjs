import { once } from 'node:events';
import { relative } from 'node:path';
import { createBackend } from './backend.mjs';
import { Apiops } from './lib/apiops.mjs';
import { Cloudapi } from './lib/cloudapi.mjs';
import { Gatewright } from './lib/gatewright.mjs';
import { choosePorts, HOST } from './lib/ports.mjs';
import { MEMBERS } from './lib/shop.mjs';
import { milliseconds } from './lib/transcript.mjs';

/** Somebody else may take a port between our look and Gatewright's start. */
const ATTEMPTS = 3;

/** What runs while the demo runs: a Gatewright of its own and the backends. */
export class Session {
  /** What the steps work with; there once `start` has resolved. */
  world = null;
  #backends = [];
  #gatewright = null;
  #env;

  constructor(say, place, env) {
    this.say = say;
    this.place = place;
    this.#env = env;
  }

  /** Gatewright's log is this session's. */
  get hasStarted() {
    return this.#gatewright !== null;
  }

  async start() {
    const { say } = this;
    say.step('Start Gatewright and a few small backends');
    await this.place.take();
    const credentials = await this.#startGatewright();
    const gatewright = this.#gatewright;
    const backends = await this.#startBackends();
    const { url } = gatewright;
    say.rows([
      ['management', url],
      ...Object.entries(gatewright.gateways).map(([name, address]) => [`gateway of ${name}`, address]),
      ...Object.entries(backends).map(([name, address]) => [`backend ${name}`, address]),
    ]);
    say.note('The curl commands below run in another terminal too, while the demo stays up, after these two:');
    say.command(`API=${url}/apiops/projects/${credentials.project}`);
    say.command(`TOKEN=$(node -p "JSON.parse(fs.readFileSync('${this.#shown(this.place.credentials)}')).token")`);
    const apiops = new Apiops(url, credentials, say);
    const cloudapi = new Cloudapi(url, credentials, say);
    this.world = { say, gatewright, backends, apiops, cloudapi, times: [] };
  }

  async #startGatewright() {
    for (let attempt = 1; ; attempt++) {
      const { ports, moved, isFixed } = await choosePorts(this.#env, { avoidDefaults: attempt > 1 });
      if (moved.length > 0) this.say.warn(moved.join('; '));
      const gatewright = new Gatewright(this.place, ports, this.#env);
      this.#gatewright = gatewright;
      const begun = performance.now();
      try {
        const credentials = await this.say.during('first start: database, schema, administrator', () =>
          gatewright.start(),
        );
        this.say.good(`Gatewright is ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
        return credentials;
      } catch (error) {
        if (isFixed || attempt === ATTEMPTS || !/port is taken|is in use: set/.test(error.message)) throw error;
        await this.place.empty();
      }
    }
  }

  async #startBackends() {
    const started = await Promise.all(
      [...MEMBERS, 'github'].map(async (name) => {
        const server = createBackend(name).listen(0, HOST);
        this.#backends.push(server);
        await once(server, 'listening');
        return [name, `http://${HOST}:${server.address().port}`];
      }),
    );
    return Object.fromEntries(started);
  }

  showTimes() {
    this.say.rows(this.world.times.map(([name, ms]) => [name, milliseconds(ms).padStart(8)]));
  }

  showAddresses() {
    const { url, gateways } = this.#gatewright;
    this.say.rows([
      ['API documents', `${url}/docs`],
      ['health, metrics', `${url}/health  ${url}/metrics`],
      [
        'gateways',
        Object.entries(gateways)
          .map(([name, address]) => `${address} (${name})`)
          .join('  '),
      ],
      ['credentials', this.#shown(this.place.credentials)],
      ['log', this.#shown(this.place.log)],
    ]);
  }

  /** Ends all that runs. Nothing of the demo stays but its log, unless the data may explain a failure. */
  async stop({ keepData = false } = {}) {
    for (const server of this.#backends) {
      server.close();
      server.closeAllConnections();
    }
    await this.#gatewright?.stop();
    if (!keepData && this.#gatewright !== null) await this.place.empty();
    await this.place.release();
  }

  /** For whoever cannot wait; what this leaves behind, the next run clears away. */
  async killAndExit() {
    await this.#gatewright?.kill();
    process.exit(1);
  }

  #shown = (path) => {
    const below = relative(process.cwd(), path);
    return below.startsWith('..') ? path : below;
  };
}
