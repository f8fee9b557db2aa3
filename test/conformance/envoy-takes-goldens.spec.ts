import { goldenCases } from '../../src/data-planes/envoy/testing/golden.js';
import { envoyBinary } from '../support/envoy-binary.js';
import { envoyPlane } from './planes/envoy.plane.js';

describe('the golden resources', () => {
  it('are taken by the real Envoy, each environment with its listener', async () => {
    const environments = goldenCases().map(({ name, entries }) => ({ environmentId: name, entries }));
    const plane = await envoyPlane(await envoyBinary());
    try {
      const ports = await plane.serve(environments);
      expect([...ports.keys()].sort()).toEqual(environments.map(({ environmentId }) => environmentId).sort());
    } finally {
      await plane.stop();
    }
  });
});
