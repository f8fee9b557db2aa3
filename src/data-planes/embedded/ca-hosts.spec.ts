import type { HostPattern } from '../../ir/fragment.js';
import { CaHosts } from './ca-hosts.js';
import { routeOf } from './testing/fixture.js';

const HOSTS: readonly HostPattern[] = [
  { kind: 'exact', host: 'a.example' },
  { kind: 'suffix', suffix: '.b.example' },
  { kind: 'prefix', prefix: 'c.' },
];

describe('CaHosts', () => {
  it('knows the hosts of ca-headers routes until the last of them goes', () => {
    const sut = new CaHosts();
    const has = () => ['a.example', 'x.b.example', 'c.org'].map((host) => sut.has(host));
    const routes = ['1', '2'].map((id) => routeOf(id, { match: { hosts: HOSTS }, errorStyle: 'ca-headers' }));
    sut.add(routeOf('0', { match: { hosts: HOSTS } }));
    expect(has()).toEqual([false, false, false]);
    for (const route of routes) sut.add(route);
    expect(has()).toEqual([true, true, true]);
    for (const host of ['', 'b.example', '.b.example', 'c.', 'xa.example']) expect(sut.has(host)).toBe(false);
    for (const [index, route] of routes.entries()) {
      sut.remove(route);
      expect(has()).toEqual(index === 0 ? [true, true, true] : [false, false, false]);
    }
  });
});
