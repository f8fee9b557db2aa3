import { PersistentMap } from '../persistent-map.js';
import type { XdsResource } from '../resources.js';
import { TYPE_URLS } from '../type-urls.js';
import { AdsStream } from './ads-stream.js';
import { DELTA } from './delta.js';

const REQUEST = { nonce: '', error: null, subscribe: [], unsubscribe: [], initial: new Map<string, string>() };

const large = (type: XdsResource['type'], count: number) =>
  PersistentMap.empty<XdsResource>().after(
    Array.from({ length: count }, (_, index): [string, XdsResource] => {
      const name = `${type}-${index}`;
      return [name, { type, name, version: '1', bytes: new Uint8Array(900_000) }];
    }),
  );

describe('AdsStream', () => {
  it('writes no more than the transport takes', async () => {
    let isFree = false;
    let written = 0;
    const stream = new AdsStream(DELTA, () => {
      written += 1;
      return isFree;
    });
    stream.receive(TYPE_URLS.cluster, REQUEST);
    const pushed = stream.push('cluster', large('cluster', 3));
    expect(written).toBe(1);
    stream.resume();
    expect(written).toBe(2);
    isFree = true;
    stream.resume();
    expect(written).toBe(3);
    for (const nonce of ['1', '2', '3']) stream.receive(TYPE_URLS.cluster, { ...REQUEST, nonce });
    expect(await pushed).toEqual({ kind: 'held' });
  });

  it('never cuts scopes in two', () => {
    let written = 0;
    const stream = new AdsStream(DELTA, () => {
      written += 1;
      return true;
    });
    stream.receive(TYPE_URLS.scope, REQUEST);
    void stream.push('scope', large('scope', 3));
    expect(written).toBe(1);
  });

  it('ignores types that it does not serve', () => {
    const stream = new AdsStream(DELTA, () => {
      throw new Error('nothing is to be said');
    });
    stream.receive('type.googleapis.com/envoy.service.runtime.v3.Runtime', REQUEST);
  });

  it('ends what is waited for when it closes, and takes no more', async () => {
    const stream = new AdsStream(DELTA, () => true);
    const pushed = stream.push('cluster', PersistentMap.empty());
    stream.close();
    expect(await pushed).toEqual({ kind: 'closed' });
    expect(await stream.push('cluster', PersistentMap.empty())).toEqual({ kind: 'closed' });
  });
});
