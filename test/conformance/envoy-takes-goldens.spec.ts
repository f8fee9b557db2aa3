import { goldenCases } from '../../src/data-planes/envoy/testing/golden.js';
import { envoyBinary } from '../support/envoy-binary.js';
import { envoyPlane } from './planes/envoy.plane.js';
import { ServedEnvironment } from './served-environment.js';

describe('the golden resources', () => {
  it('are taken by the real Envoy, one environment after the other', async () => {
    // Their backends have names that nobody here knows.
    const plane = await envoyPlane(await envoyBinary(), { ads: 'DELTA_GRPC', isProbed: false });
    try {
      const environment = new ServedEnvironment(plane);
      for (const { name, entries } of goldenCases()) {
        const { outcome, detail } = await environment.replace(entries);
        expect({ name, outcome, detail }).toEqual({ name, outcome: 'accepted', detail: 'serving' });
      }
    } finally {
      await plane.stop();
    }
  });
});
