import { createServer } from 'node:net';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { Installation } from '../../src/installation.js';
import { SYSTEM_ACTOR } from '../../src/model/actor.js';
import { type Core, startCore } from '../support/core.js';
import { freePorts } from '../support/free-ports.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const actor = SYSTEM_ACTOR;
let core: Core;
let driver: ScriptedDriver;
let sut: EnvironmentsService;
/** Of the first environment. */
let httpsPort: number;

beforeAll(async () => {
  driver = new ScriptedDriver(['edge-1']);
  httpsPort = await freePorts(20);
  core = await startCore([driver], undefined, { GATEWRIGHT_GATEWAY_HTTPS_PORT: String(httpsPort) });
  sut = core.get(EnvironmentsService);
});

afterAll(() => core?.close());

const names = async () => (await sut.list(actor)).map(({ name }) => name);
const refusedPort = (message: RegExp) => ({
  code: 'invalid_argument',
  message: expect.stringMatching(message),
  facts: expect.objectContaining({ field: 'port' }),
});

describe("an environment's port", () => {
  it('is its own, given or by default', async () => {
    const port = await freePorts(1);
    const { port: ofProduction } = await sut.getByName(actor, 'production');
    await sut.create(actor, { name: 'first', type: 'TEST', port });
    await expect(sut.create(actor, { name: 'second', type: 'TEST', port })).rejects.toMatchObject(
      refusedPort(/'first'/),
    );
    await expect(sut.update(actor, 'first', { port: ofProduction })).rejects.toMatchObject(refusedPort(/'production'/));
    expect(await names()).not.toContain('second');
    expect(await sut.getByName(actor, 'first')).toMatchObject({ port });
  });

  it("is nobody else's for HTTPS either, nor its own", async () => {
    const all = await sut.list(actor);
    expect(all.map((each) => each.httpsPort)).toEqual(all.map((_each, place) => httpsPort + place));
    const create = (port: number) => sut.create(actor, { name: 'secure', type: 'TEST', port });
    await expect(create(httpsPort)).rejects.toMatchObject(refusedPort(/'production'/));
    await expect(create(httpsPort + all.length)).rejects.toMatchObject(refusedPort(/ends TLS/));
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(httpsPort + all.length, '127.0.0.1', resolve));
    await expect(create(await freePorts(1))).rejects.toMatchObject(refusedPort(/another/));
    await new Promise((resolve) => other.close(resolve));
    expect(await names()).not.toContain('secure');
  });

  it('must be free on this machine, or nothing changes', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(sut.create(actor, { name: 'late', type: 'TEST', port })).rejects.toMatchObject(refusedPort(/another/));
    expect(await names()).not.toContain('late');
    await new Promise((resolve) => other.close(resolve));
    await expect(sut.create(actor, { name: 'late', type: 'TEST', port })).resolves.toMatchObject({ port });
  });

  it('is given to each of many that are made at once', async () => {
    const ports = await freePorts(6);
    const made = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((place) => sut.create(actor, { name: `n${place}`, type: 'TEST', port: ports + place })),
    );
    expect(new Set(made.map(({ port }) => port)).size).toBe(6);
  });
});

describe('an environment that another replica made', () => {
  it('gets its listener here, too', async () => {
    const port = await freePorts(1);
    const { id } = await core.get(UnitOfWork).run((tx) => sut.add(tx, { name: 'elsewhere', type: 'TEST', port }));
    expect(driver.nodes().map(({ environmentId }) => environmentId)).not.toContain(id);
    await core.get(Installation).sweep();
    expect(driver.nodes().map(({ environmentId }) => environmentId)).toContain(id);
  });
});
