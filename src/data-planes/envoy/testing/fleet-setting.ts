import { EventEmitter, once } from 'node:events';
import type { NodeAnswer, NodePresence } from '../../data-plane.js';
import { EnvironmentFleet, type FleetTiming } from '../environment-fleet.js';
import { NO_PROBE } from '../listener-probe.js';
import type { Place } from '../snapshot.js';
import { isSegmentScope } from '../translate/scope.js';
import { type Received, ScriptedEnvoy, type Verdict } from './scripted-envoy.js';
import type { VariantName } from './scripted-voices.js';

export const PLACE: Place = {
  environmentId: 'env-1',
  environmentName: 'production',
  port: 9080,
  rootContext: '',
  guests: [],
};
const LONG = 60_000;
const TIMING: FleetTiming = { prepareMs: LONG, flipMs: LONG, drainMs: LONG, retryMs: LONG };

/** In short: who says what of which version. */
export const short = ({ nodeId, version, outcome, detail }: NodeAnswer) => `${nodeId} ${outcome} ${version}: ${detail}`;

/** A fleet, and everything that it says. */
export class FleetSetting {
  readonly answers: NodeAnswer[] = [];
  readonly presences: NodePresence[] = [];
  readonly warnings: string[] = [];
  /** Versions that it said the environment serves. */
  readonly current: number[] = [];
  readonly #events = new EventEmitter();
  readonly fleet: EnvironmentFleet;

  constructor(
    private readonly spoken: VariantName,
    timing: Partial<FleetTiming> = {},
    place: Place = PLACE,
  ) {
    this.fleet = new EnvironmentFleet(
      place,
      { ...TIMING, ...timing },
      {
        onAnswer: (answer) => {
          this.answers.push(answer);
          this.#events.emit('answer');
        },
        onPresence: (presence) => {
          this.presences.push(presence);
          this.#events.emit('presence');
        },
        warn: (_, message) => this.warnings.push(message),
        onCurrent: (snapshot) => {
          this.current.push(snapshot.versionOf(PLACE.environmentId) ?? -1);
          this.#events.emit('current');
        },
      },
      () => NO_PROBE,
    );
  }

  join(nodeId: string, address?: string): ScriptedEnvoy {
    const envoy = new ScriptedEnvoy(nodeId, address, this.spoken);
    envoy.onLeave = this.fleet.join(envoy.client());
    envoy.subscribe();
    return envoy;
  }

  /** Resolves once these versions are what the nodes say they serve. */
  async served(versions: Record<string, number | null>): Promise<void> {
    const wanted = JSON.stringify(versions);
    const own = () => this.fleet.presences().filter(({ isGuest }) => !isGuest);
    const now = () => JSON.stringify(Object.fromEntries(own().map((node) => [node.nodeId, node.version])));
    while (now() !== wanted) await Promise.race([once(this.#events, 'answer'), once(this.#events, 'presence')]);
  }

  /** Resolves once this is what it says the environment serves. */
  async says(version: number): Promise<void> {
    while (this.current.at(-1) !== version) await once(this.#events, 'current');
  }

  async answered(version: number, count: number): Promise<string[]> {
    const found = () => this.answers.filter((answer) => answer.version === version);
    while (found().length < count) await once(this.#events, 'answer');
    return found().map(short).sort();
  }
}

/** Refuses the first `times` responses of a type that bring something. */
export function refuseAt(type: Received['type'], words: string, times: number): (received: Received) => Verdict {
  let left = times;
  return (received) => {
    if (received.type !== type || received.names.length === 0 || left === 0) return null;
    left -= 1;
    return { refuse: words };
  };
}

/** Requests change their route table with it. */
export const isFlip = ({ type, names }: Received): boolean =>
  type === 'scope' && names.some((name) => isSegmentScope(name));

/** Refuses the first `times` flips. */
export function refuseFlip(words: string, times: number): (received: Received) => Verdict {
  let left = times;
  return (received) => {
    if (!isFlip(received) || left === 0) return null;
    left -= 1;
    return { refuse: words };
  };
}
