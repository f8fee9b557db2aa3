import { ACTIONS, type ActionName } from '../../src/api/cloudapi/action-registry.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { BUILD, TAKE_DOWN } from '../support/cloudapi-calls/build.js';
import { foreignApis } from '../support/cloudapi-calls/foreign.js';
import { newGeneration, oldGeneration } from '../support/cloudapi-calls/generations.js';
import { provoke } from '../support/cloudapi-calls/provoke.js';
import { type Call, follow, newWorld, type World } from '../support/cloudapi-calls/world.js';
import { coverageOf, notedCalls, writeReport } from '../support/cloudapi-ledger.js';
import { certificateFor, type DomainCertificate } from '../support/domain-certificate.js';
import { isTyped } from '../support/vendor-models.js';

const LIMITS = {
  GATEWRIGHT_LIMIT_WRITES_PER_SECOND: '10000',
  GATEWRIGHT_LIMIT_APP_CODE_RESETS_PER_MINUTE: '1000',
  GATEWRIGHT_LIMIT_GROUPS_PER_ACCOUNT: '5',
  GATEWRIGHT_LIMIT_APIS_PER_GROUP: '6',
  GATEWRIGHT_LIMIT_DOMAINS_PER_GROUP: '2',
  GATEWRIGHT_LIMIT_STAGE_VARIABLES: '2',
  GATEWRIGHT_LIMIT_APPS_PER_ACCOUNT: '4',
  GATEWRIGHT_LIMIT_APPS_PER_API: '2',
};

let home: Home;
let app: App;
let certificate: DomainCertificate;

beforeAll(async () => {
  home = await newHome();
  [app, certificate] = await Promise.all([startApp(home, LIMITS), certificateFor('*.example.com')]);
});
afterAll(async () => {
  await app?.stop();
  await home?.remove();
});

describe('one of everything is made, read and taken away', () => {
  it.each([
    ['typed', newGeneration],
    ['plain', oldGeneration],
  ])('by the %s client', async (name, generation) => {
    const call = generation(home.port, app.credentials);
    const world = newWorld(name, certificate);
    const isKnown = ({ action }: { action: ActionName }) => generation === oldGeneration || isTyped(action);
    await follow(call, BUILD.filter(isKnown), world);
    await follow(call, TAKE_DOWN, world);
  });
});

describe('every refusal that is declared, and no other, comes', () => {
  let call: Call;
  let world: World;
  let foreign: Awaited<ReturnType<typeof foreignApis>>;

  beforeAll(async () => {
    call = oldGeneration(home.port, app.credentials);
    world = newWorld('refused', certificate);
    await follow(call, BUILD, world);
    foreign = await foreignApis(app, call);
  });

  it.each(Object.keys(ACTIONS) as ActionName[])('of %s', (action) => provoke(action, { world, foreign, call }));

  it('is seen', () => {
    const seen = coverageOf(notedCalls());
    writeReport(seen);
    const lacking = seen.filter(({ missing }) => missing.length > 0);
    expect(lacking.map(({ action, missing }) => `${action}: ${missing.join(', ')}`)).toEqual([]);
  });
});
