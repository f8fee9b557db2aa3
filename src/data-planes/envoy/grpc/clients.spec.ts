import type { SnapshotEntry } from '../../data-plane.js';
import { PersistentMap } from '../persistent-map.js';
import type { ResourceType } from '../resources.js';
import { entryOf } from '../testing/entries.js';
import { VOICES } from '../testing/scripted-voices.js';
import { GrpcClients } from './clients.js';
import { grpcResourcesFor } from './rendition.js';

const NAME = 'orders.example.com';
const entries = (...ports: readonly number[]) =>
  PersistentMap.empty<SnapshotEntry>().after(
    ports.map((port, index) => {
      const entry = entryOf(`s${index}`, port);
      return [entry.key, entry] as const;
    }),
  );

/** Names of the clusters that lead there. */
const clustersAt = (port: number) => [...grpcResourcesFor(NAME, entries(port).values()).cluster.keys()];

/** A client that asks for listener and routes of a name, and for the clusters that it is told to ask for. */
class Client {
  readonly heard: string[] = [];
  readonly held = new Map<ResourceType, Map<string, string>>();
  refuses: ResourceType | null = null;
  ended: string | null = null;
  readonly #asked = new Map<ResourceType, readonly string[]>();
  readonly #unanswered: (() => void)[] = [];
  readonly #voice = VOICES.sotw(
    (type) => this.held.get(type) ?? new Map(),
    ({ type, nonce, changed, removed }) => {
      this.heard.push(`${type} ${changed.size}${removed.length > 0 ? ` -${removed.length}` : ''}`);
      const held = new Map([...(this.held.get(type) ?? []), ...changed]);
      for (const name of removed) held.delete(name);
      this.held.set(type, held);
      const error = type === this.refuses ? 'not like this' : null;
      this.#unanswered.push(() => this.#say(type, nonce, error));
    },
  );

  join(clients: GrpcClients): () => void {
    const identity = { nodeId: 'shop-1', environmentName: 'production', address: null };
    const end = (reason: string) => {
      this.ended = reason;
    };
    return clients.join({ identity, stream: this.#voice.stream, peer: '127.0.0.1', end });
  }

  ask(type: ResourceType, ...names: readonly string[]): void {
    this.#asked.set(type, names);
    this.#say(type, '', null);
  }

  /** Answers all that it has heard and what comes of that; resolves once the other side has dealt with it. */
  async answer(): Promise<void> {
    for (let say = this.#unanswered.shift(); say !== undefined; say = this.#unanswered.shift()) say();
    await Promise.resolve();
  }

  names(type: ResourceType): string[] {
    return [...(this.held.get(type)?.keys() ?? [])];
  }

  #say(type: ResourceType, nonce: string, error: string | null): void {
    const names = this.#asked.get(type) ?? [];
    this.#voice.say(type, { nonce, error, names, before: names, held: null });
  }
}

describe('GrpcClients', () => {
  let warnings: object[];
  let clients: GrpcClients;
  let client: Client;

  beforeEach(() => {
    warnings = [];
    clients = new GrpcClients((facts) => warnings.push(facts));
    client = new Client();
    client.join(clients);
  });

  it('says nothing before it knows what there is to serve, and then what was asked for', () => {
    client.ask('listener', NAME);
    expect(client.heard).toEqual([]);
    clients.serve(entries(7001));
    expect(client.heard).toEqual(['listener 1']);
    client.ask('route', NAME);
    expect(client.names('route')).toEqual([NAME]);
  });

  it('answers for names that nobody serves', () => {
    clients.serve(PersistentMap.empty<SnapshotEntry>());
    client.ask('listener', NAME, 'other');
    client.ask('route', 'other');
    expect([client.names('listener'), client.names('route')]).toEqual([[NAME, 'other'], ['other']]);
  });

  it('goes on telling a client of clusters that it asks for beside those in use', async () => {
    clients.serve(entries(7001));
    client.ask('listener', NAME);
    client.ask('route', NAME);
    const [old = ''] = clustersAt(7001);
    client.ask('cluster', old);
    client.ask('endpoint', old);
    await client.answer();
    expect([client.names('cluster'), client.names('endpoint')]).toEqual([[old], [old]]);
    client.heard.length = 0;
    clients.serve(entries(7002));
    expect(client.heard).toEqual(['route 1']);
    const [next = ''] = clustersAt(7002);
    client.ask('cluster', old, next);
    expect([client.heard, client.names('cluster').sort()]).toEqual([['route 1', 'cluster 1'], [old, next].sort()]);
  });

  it('tells nothing of what is not different', async () => {
    clients.serve(entries(7001));
    client.ask('listener', NAME);
    client.ask('route', NAME);
    await client.answer();
    client.heard.length = 0;
    clients.serve(entries(7001));
    expect(client.heard).toEqual([]);
  });

  it('does not repeat what was refused, and says so once', async () => {
    client.refuses = 'route';
    clients.serve(entries(7001));
    client.ask('listener', NAME);
    client.ask('route', NAME);
    await client.answer();
    clients.serve(entries(7001));
    await client.answer();
    expect(client.heard).toEqual(['listener 1', 'route 1']);
    expect(warnings).toMatchObject([{ client: 'shop-1', type: 'route', reason: 'not like this' }]);
    clients.serve(entries(7002));
    await client.answer();
    expect(warnings).toHaveLength(2);
  });

  it('forgets who has left, and ends who has not', () => {
    const other = new Client();
    other.join(clients)();
    clients.close('the environment is gone');
    expect([client.ended, other.ended]).toEqual(['the environment is gone', null]);
  });
});
