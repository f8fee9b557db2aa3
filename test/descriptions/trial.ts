import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, Hang, type Reply } from './ask.js';
import { expectedOf, sampleOf } from './expected.js';
import type { Outcome, Step } from './outcome.js';
import { HANGS_AFTER_MS, type Program } from './program.js';

const CALLS_AT_ONCE = 24;
const WORST = 5;

export interface Bench {
  readonly program: Program;
  readonly folder: string;
  /** Base URL of a backend that says in `x-asked` what it was asked. */
  readonly backend: string;
}

/** Takes one description from the file to its operations' answers, and the exported one back in; leaves nothing behind. */
export async function tryDescription(bench: Bench, name: string, serial: number): Promise<Outcome> {
  const content = await readFile(join(bench.folder, name));
  const expected = expectedOf(content);
  const trial = new Trial(bench, `d${serial}`, expected.creationType);
  const begun = performance.now();
  const steps: Step[] = [];
  const end = (): Outcome => ({
    name,
    bytes: content.length,
    operations: expected.operations.length,
    ms: Math.round(performance.now() - begun),
    steps,
  });
  try {
    steps.push(await trial.import(content, expected.operations));
    if (steps.at(-1)?.result !== 'ok') return end();
    steps.push(await trial.deploy());
    if (steps.at(-1)?.result === 'ok') steps.push(await trial.callEach(expected.operations));
    steps.push(await trial.exportAndImport(expected.operations));
    steps.push(await trial.remove());
  } catch (error) {
    if (!(error instanceof Hang)) throw error;
    steps.push({ step: 'answer', result: 'hang', words: [error.message] });
  }
  return end();
}

class Trial {
  readonly bench: Bench;
  readonly proxy: string;
  readonly creationType: string;

  constructor(bench: Bench, proxy: string, creationType: string) {
    this.bench = bench;
    this.proxy = proxy;
    this.creationType = creationType;
  }

  async import(content: Buffer, expected: readonly string[], proxy = this.proxy): Promise<Step> {
    const form = new FormData();
    form.set(
      'metadata',
      JSON.stringify({
        apiProxyName: proxy,
        apiProxyCreationType: this.creationType,
        clientRoute: { relativePathList: [`/${proxy}`] },
        routingInfo: { routingAddressList: [{ address: this.bench.backend }] },
      }),
    );
    form.set('specFile', new Blob([new Uint8Array(content)]), 'description.json');
    const reply = await this.bench.program.manage('POST', '/apiProxies/file/', form);
    if (reply.status !== 200) return refusal('import', reply);
    const got = await this.#operationsOf(proxy);
    const lost = expected.filter((operation) => !got.has(operation));
    if (lost.length === 0 && got.size === expected.length) return { step: 'import', result: 'ok', words: [] };
    const words = [`${got.size} of ${expected.length} operations`, ...lost.slice(0, WORST)];
    return { step: 'import', result: 'wrong', words };
  }

  async #operationsOf(proxy: string): Promise<ReadonlySet<string>> {
    const { body } = await this.bench.program.manage('GET', `/apiProxies/${proxy}/`);
    const { endpointList } = JSON.parse(body.toString('utf8')) as {
      endpointList: readonly { httpMethod: string; endpoint: string }[];
    };
    return new Set(endpointList.map(({ httpMethod, endpoint }) => `${httpMethod} ${endpoint}`));
  }

  async deploy(): Promise<Step> {
    const reply = await this.bench.program.manage('POST', `/apiProxies/${this.proxy}/environments/production/`);
    return reply.status === 200 ? { step: 'deploy', result: 'ok', words: [] } : refusal('deploy', reply);
  }

  /** One call of each, and each has to arrive at the backend as it was sent. */
  async callEach(operations: readonly string[]): Promise<Step> {
    const wrong: string[] = [];
    const waiting = operations.values();
    const caller = async () => {
      for (const operation of waiting) {
        const fault = await this.#call(operation);
        if (fault !== null) wrong.push(fault);
      }
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, caller));
    if (wrong.length === 0) return { step: 'call', result: 'ok', words: [] };
    return { step: 'call', result: 'wrong', words: [`${wrong.length} operations`, ...wrong.slice(0, WORST)] };
  }

  async #call(operation: string): Promise<string | null> {
    const [method = '', path = ''] = splitOnce(operation);
    const sample = sampleOf(path);
    const url = `${this.bench.program.gateway}/${this.proxy}${sample}`;
    const { status, headers } = await ask(method, url, { deadlineMs: HANGS_AFTER_MS });
    const asked = String(headers['x-asked'] ?? '');
    if (status === 200 && sameTarget(asked, `${method} ${sample}`)) return null;
    return `${operation}: ${status} ${asked}`;
  }

  async exportAndImport(expected: readonly string[]): Promise<Step> {
    const reply = await this.bench.program.manage('GET', `/apiProxies/${this.proxy}/spec/`);
    if (reply.status === 404) return { step: 're-import', result: 'skipped', words: ['there is no export yet'] };
    if (reply.status !== 200) return refusal('re-import', reply);
    const again = `${this.proxy}-again`;
    const step = await this.import(reply.body, expected, again);
    await this.bench.program.manage('DELETE', `/apiProxies/${again}/`);
    return { ...step, step: 're-import' };
  }

  /** Undeploys, too. */
  async remove(): Promise<Step> {
    const reply = await this.bench.program.manage('DELETE', `/apiProxies/${this.proxy}/`);
    return reply.status === 200 ? { step: 'remove', result: 'ok', words: [] } : refusal('remove', reply);
  }
}

const splitOnce = (operation: string): [string, string] => {
  const at = operation.indexOf(' ');
  return [operation.slice(0, at), operation.slice(at + 1)];
};

/** Escapes of plain characters may be written out on the way. */
const sameTarget = (asked: string, sent: string): boolean => decodeURI(asked) === decodeURI(sent);

function refusal(step: Step['step'], reply: Reply): Step {
  const text = reply.body.toString('utf8');
  return { step, result: reply.status < 500 ? 'refused' : 'crash', words: [wordsOf(text).slice(0, 600)] };
}

function wordsOf(text: string): string {
  if (!text.startsWith('{')) return text;
  const { error_description: words } = JSON.parse(text) as { error_description?: unknown };
  return typeof words === 'string' ? words : text;
}
