import { fromBinary } from '@bufbuild/protobuf';
import type { Fragment } from '../../../ir/fragment.js';
import { digestOf } from '../../../shared/canonical-json.js';
import type { SnapshotEntry } from '../../data-plane.js';
import { saying } from '../../embedded/testing/fixture.js';
import { ListenerSchema } from '../generated/envoy/config/listener/v3/listener_pb.js';
import { SecretSchema } from '../generated/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import { guestKey } from '../guest-entries.js';
import { Snapshot } from '../snapshot.js';

const PLACE = { environmentId: 'e1', environmentName: 'production', port: 9080, rootContext: '', guests: ['e2'] };

/** By host the id of its certificate. */
type Hosts = Readonly<Record<string, string>>;

const bringing = (hosts: Hosts): Fragment => ({
  ...saying('hello', { stage: { name: 'RELEASE', forced: true } }),
  certificates: Object.entries(hosts).map(([host, id]) => ({
    id,
    host: host.startsWith('*') ? { kind: 'suffix', suffix: host.slice(1) } : { kind: 'exact', host },
    chain: `chain of ${id}`,
    key: `key of ${id}`,
  })),
});

const entry = (key: string, hosts: Hosts): SnapshotEntry => {
  const fragment = bringing(hosts);
  return { key, fragment, digest: digestOf(fragment) };
};

class Setting {
  snapshot: Snapshot | null = null;

  constructor(readonly place: Parameters<typeof Snapshot.after>[2] = { ...PLACE, httpsPort: 9443 }) {}

  offer(releases: Readonly<Record<string, Hosts>>, environmentId = 'e1'): this {
    const upserts = Object.entries(releases).map(([key, hosts]) => entry(key, hosts));
    this.snapshot = Snapshot.after(
      this.snapshot,
      { environmentId, from: null, to: 1, upserts, removals: [] },
      this.place,
    );
    return this;
  }

  get resources() {
    if (this.snapshot === null) throw new Error('nothing was offered');
    return this.snapshot.resourcesAt('127.0.0.2');
  }

  /** By name of the secret. */
  get secrets(): Record<string, string> {
    const all = [...this.resources.secrets.values()].map(({ name, bytes }) => {
      const { type } = fromBinary(SecretSchema, bytes);
      const chain = type.case === 'tlsCertificate' ? type.value.certificateChain?.specifier.value : undefined;
      return [name, String(chain)] as const;
    });
    return Object.fromEntries(all);
  }

  get listeners(): (readonly [string, string])[] {
    return [...this.resources.listeners.values()].map(({ name, version }) => [name, version] as const).sort();
  }

  /** Of the listener that ends TLS. */
  get serverNames(): (string[] | undefined)[] {
    const { bytes = new Uint8Array() } = this.resources.listeners.get('listener-e1-https') ?? {};
    return fromBinary(ListenerSchema, bytes).filterChains.map(({ filterChainMatch }) => filterChainMatch?.serverNames);
  }
}

describe('certificates of Envoys', () => {
  it('are one for each host, however many releases bring it, and go with the last of them', () => {
    const sut = new Setting().offer({ p: { 'a.example': '1', '*.b.example': '2' }, q: { 'a.example': '1' } });
    expect(sut.secrets).toEqual({ 'certificate/a.example': 'chain of 1', 'certificate/*.b.example': 'chain of 2' });
    expect(sut.serverNames).toEqual([['invalid'], ['*.b.example'], ['a.example']]);
    sut.offer({ q: { 'a.example': '1' } });
    expect(sut.secrets).toEqual({ 'certificate/a.example': 'chain of 1' });
    sut.offer({ q: {} });
    expect(sut.secrets).toEqual({});
    expect(sut.serverNames).toEqual([['invalid']]);
  });

  it('are renewed without a new listener, and never make a new one of the listener for HTTP', () => {
    const sut = new Setting().offer({ p: { 'a.example': '1' } });
    const [plain, secure] = sut.listeners;
    sut.offer({ p: { 'a.example': '2' } });
    expect(sut.secrets).toEqual({ 'certificate/a.example': 'chain of 2' });
    expect(sut.listeners).toEqual([plain, secure]);
    sut.offer({ p: { 'a.example': '2', 'b.example': '3' } });
    expect(sut.listeners[0]).toEqual(plain);
    expect(sut.listeners[1]).not.toEqual(secure);
  });

  it('of guests are presented as well, and give way to those of the environment itself', () => {
    const sut = new Setting().offer({ p: { 'a.example': 'guest', 'b.example': 'guest' } }, 'e2');
    expect(sut.snapshot?.own.has('p')).toBe(false);
    expect(guestKey('e2', 'p')).toBe('e2/p');
    sut.offer({ q: { 'a.example': 'own' } });
    expect(sut.secrets).toEqual({ 'certificate/a.example': 'chain of own', 'certificate/b.example': 'chain of guest' });
  });

  it('are not sent where nothing ends TLS', () => {
    const sut = new Setting(PLACE).offer({ p: { 'a.example': '1' } });
    expect(sut.secrets).toEqual({});
    expect(sut.listeners.map(([name]) => name)).toEqual(['listener-e1']);
  });
});
