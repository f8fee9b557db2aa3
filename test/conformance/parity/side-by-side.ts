import type { SnapshotEntry } from '../../../src/data-planes/data-plane.js';
import { envoyBinary } from '../../support/envoy-binary.js';
import type { TestRequest } from '../conformance-case.js';
import type { Plane } from '../plane.js';
import { embeddedPlane } from '../planes/embedded.plane.js';
import { envoyPlane } from '../planes/envoy.plane.js';
import { ServedEnvironment } from '../served-environment.js';
import { type BackendPorts, Backends } from '../support/backends.js';
import { type Answer, readyToSend, send } from '../support/exchange.js';

/** Of the connection, or another for every request. */
const NOT_COMPARED = new Set([
  'apinizer-correlation-id',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  'x-ca-request-id',
]);

/** The embedded gateway and a real Envoy before the same backends. */
export class SideBySide {
  private constructor(
    private readonly planes: readonly [Plane, Plane],
    private readonly environments: readonly ServedEnvironment[],
    private readonly backends: Backends,
    readonly ports: BackendPorts,
  ) {}

  static async open(): Promise<SideBySide> {
    const { backends, ports } = await Backends.start();
    const embedded = await embeddedPlane();
    const envoy = await envoyPlane(await envoyBinary(), { ads: 'DELTA_GRPC', isProbed: false });
    const planes = [embedded, envoy] as const;
    return new SideBySide(
      planes,
      planes.map((plane) => new ServedEnvironment(plane)),
      backends,
      ports,
    );
  }

  /** What each plane says of the change. */
  async replace(entries: readonly SnapshotEntry[]): Promise<readonly string[]> {
    const answers = await Promise.all(this.environments.map((environment) => environment.replace(entries)));
    return answers.map(({ outcome, detail }) => (outcome === 'accepted' ? outcome : `${outcome}: ${detail}`));
  }

  /** What both answer to the very same request, in a form to be compared: embedded, Envoy. */
  async ask(request: TestRequest): Promise<readonly [string, string]> {
    const ready = readyToSend(request);
    const ask = async ({ port }: Plane) => comparable(await send(port, ready));
    const [embedded, envoy] = this.planes;
    return Promise.all([ask(embedded), ask(envoy)]);
  }

  async stop(): Promise<void> {
    for (const plane of this.planes) await plane.stop();
    await this.backends.stop();
  }
}

/** Escapes in upper case, ids and ports as words. */
function comparable({ status, headers, body }: Answer): string {
  const received = body.startsWith('{"backend"') ? JSON.parse(body) : null;
  const shown = received === null ? body : { ...received, headers: comparedOf(received.headers) };
  return JSON.stringify({ status, headers: comparedOf(headers), body: shown }, null, 1)
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '<id>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replaceAll(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
}

/** Lists without their empty items, which stand for empty lines (docs/conformance.md). */
const comparedOf = (headers: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(headers)
    .filter(([name]) => !NOT_COMPARED.has(name))
    .map(
      ([name, value]) =>
        `${name}: ${String(value)
          .split(/,\s*/)
          .filter((item) => item !== '')
          .join(', ')}`,
    )
    .sort();
