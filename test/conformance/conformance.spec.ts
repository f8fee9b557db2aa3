import { featuresOf } from '../../src/ir/features.js';
import { FEATURES } from '../../src/ir/fragment.js';
import { envoyBinary } from '../support/envoy-binary.js';
import { CASES } from './cases/index.js';
import type { PlaneUnderTest } from './plane.js';
import { embeddedPlane } from './planes/embedded.plane.js';
import { envoyPlane } from './planes/envoy.plane.js';
import { type PlaneReport, parityTable, writeReport } from './report.js';
import { describeConformance } from './suite.js';
import { BACKENDS, type BackendPorts, SWITCHED } from './support/backends.js';
import { CERTIFICATES } from './support/certificates.js';

const PLANES: readonly PlaneUnderTest[] = [
  { name: 'embedded', open: embeddedPlane },
  { name: 'envoy', open: async () => envoyPlane(await envoyBinary(), { ads: 'DELTA_GRPC', isProbed: true }) },
  { name: 'envoy-sotw', open: async () => envoyPlane(await envoyBinary(), { ads: 'GRPC', isProbed: true }) },
];

describe('one behaviour on every data plane', () => {
  const reports: PlaneReport[] = [];

  afterAll(async () => {
    for (const report of reports) await writeReport(report);
    process.stdout.write(`\n${parityTable(reports)}\n`);
  });

  it('has a case for every feature of the IR', () => {
    const names = [...BACKENDS, ...SWITCHED, ...CERTIFICATES, 'dead'];
    const ports = Object.fromEntries(names.map((name, index) => [name, index + 1])) as BackendPorts;
    const used = new Set(
      CASES.flatMap(({ serves }) => Object.values(serves(ports)).flatMap((each) => [...featuresOf(each)])),
    );
    expect(FEATURES.filter((feature) => !used.has(feature))).toEqual([]);
  });

  for (const plane of PLANES) describe(plane.name, () => describeConformance(plane, (report) => reports.push(report)));
});
