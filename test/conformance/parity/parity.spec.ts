import { Random } from '../../support/random.js';
import { forwarding } from '../cases/building.js';
import type { TestRequest } from '../conformance-case.js';
import { entryOf } from '../served-environment.js';
import { generateFragment } from './generated-environment.js';
import { generateRequest } from './generated-request.js';
import { generateTarget } from './generated-target.js';
import { SideBySide } from './side-by-side.js';

/** Another one, or more, are set to look for what nobody thought of (docs/conformance.md). */
const SEED = Number(process.env.PARITY_SEED ?? 1);
const ENVIRONMENTS = Number(process.env.PARITY_ENVIRONMENTS ?? 60);
const REQUESTS = 50;
const TAKEN = ['accepted', 'accepted'];
const TARGETS = ENVIRONMENTS * 40;

describe(`what is generated from seed ${SEED}, on the embedded gateway and on Envoy`, () => {
  let planes: SideBySide;
  const random = new Random(SEED);

  beforeAll(async () => {
    planes = await SideBySide.open();
  });

  afterAll(() => planes?.stop());

  /** Nothing when both answer the same. */
  async function differenceOf(request: TestRequest): Promise<object | null> {
    const [embedded, envoy] = await planes.ask(request);
    return embedded === envoy ? null : { request, embedded, envoy };
  }

  it('any target arrives at the backend as the same one, or is refused in the same words', async () => {
    expect(await planes.replace([entryOf('p', forwarding(planes.ports))])).toEqual(TAKEN);
    for (let count = 0; count < TARGETS; count += 1) {
      expect(await differenceOf({ target: generateTarget(random) })).toBeNull();
    }
  });

  it('any request to any environment is answered the same, by the same backend, which received the same', async () => {
    for (let count = 0; count < ENVIRONMENTS; count += 1) {
      const fragment = generateFragment(random, planes.ports);
      expect(await planes.replace([entryOf('p', fragment)])).toEqual(TAKEN);
      for (let asked = 0; asked < REQUESTS; asked += 1) {
        const difference = await differenceOf(generateRequest(random));
        expect(difference === null ? null : { ...difference, fragment: JSON.stringify(fragment) }).toBeNull();
      }
    }
  });
});
