import { PreparingClient } from './preparing-client.js';

describe('PreparingClient', () => {
  it('lets the process live when the server ends its connection while nobody listens', () => {
    expect(() => new PreparingClient().emit('error', new Error('terminating connection'))).not.toThrow();
  });
});
