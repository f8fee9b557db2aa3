import { FEATURES } from '../../ir/fragment.js';
import { checkFragment, SUPPORTED } from './features.js';
import { endpointAt, fragmentOf, routeOf } from './testing/fixture.js';

describe('checkFragment', () => {
  it('supports every feature of the IR', () => {
    expect([...SUPPORTED].sort()).toEqual([...FEATURES].sort());
  });

  it('refuses nothing of an upstream with endpoints of every kind', () => {
    const endpoints = [
      endpointAt(1, { healthCheck: true }),
      endpointAt(2, { role: 'canary', weight: 3 }),
      endpointAt(3, { role: 'mirror' }),
      endpointAt(4, { role: 'failover', scheme: 'https' }),
    ];
    expect(checkFragment(fragmentOf([routeOf('r')], endpoints))).toEqual([]);
  });
});
