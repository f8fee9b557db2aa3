import { envoyBinary } from '../support/envoy-binary.js';
import { envoyPlane } from './planes/envoy.plane.js';
import { describeConformance } from './suite.js';

describe('Envoy', () => {
  describeConformance(async () => envoyPlane(await envoyBinary()));
});
