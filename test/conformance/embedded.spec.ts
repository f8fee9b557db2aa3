import { embeddedPlane } from './planes/embedded.plane.js';
import { describeConformance } from './suite.js';

describe('the embedded gateway', () => {
  describeConformance(embeddedPlane);
});
