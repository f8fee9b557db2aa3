import { DeploymentsService } from '../../src/deployments/deployments.service.js';
import { EnvironmentsService } from '../../src/environments/environments.service.js';
import { SYSTEM_ACTOR } from '../../src/model/actor.js';
import { type Environment, STAGES, type Stage } from '../../src/model/environment.js';
import { ProjectsService } from '../../src/projects/projects.service.js';
import { HomeMembersService } from '../../src/proxy-groups/home-members.service.js';
import { ProxyGroupsService } from '../../src/proxy-groups/proxy-groups.service.js';
import { Problem } from '../../src/shared/problem.js';
import { DomainsService } from '../../src/stages/domains.service.js';
import { GroupRoutesService } from '../../src/stages/group-routes.service.js';
import { StageVariablesService } from '../../src/stages/stage-variables.service.js';
import { type Core, startCore } from '../support/core.js';
import { definition, groupSettings } from '../support/definitions.js';
import { certificateFor } from '../support/domain-certificate.js';
import { ScriptedDriver } from '../support/scripted-driver.js';

const actor = SYSTEM_ACTOR;
const EDGE = 'edge-1';
let core: Core;
let driver: ScriptedDriver;
let environments: ReadonlyMap<Stage, Environment>;
let projectId: string;
let serial = 0;

beforeAll(async () => {
  driver = new ScriptedDriver([EDGE]);
  core = await startCore([driver]);
  projectId = (await core.get(ProjectsService).getByName(actor, 'default')).id;
  const all = await core.get(EnvironmentsService).list(actor);
  environments = new Map(all.flatMap((each) => (each.stage === null ? [] : [[each.stage, each] as const])));
});
afterAll(() => core?.close());
afterEach(() => {
  driver.verdict = () => 'accept';
});

const environmentId = (stage: Stage): string => environments.get(stage)?.id ?? '';

/** A group of one API that is live in the stages; what it answers names the variable `v` where it `usesVariable`. */
async function liveGroup(stages: readonly Stage[], usesVariable = false) {
  serial += 1;
  const group = await core.get(ProxyGroupsService).create(actor, projectId, {
    name: `group${serial}`,
    description: '',
    settings: { ...groupSettings('/'), ownHost: true },
  });
  const place = { projectId, groupId: group.id, waitMs: 2_000 };
  if (usesVariable) {
    for (const stage of stages)
      await variables().set(actor, { ...place, stage }, { name: 'v', value: 'one', routeModel: null });
  }
  const api = await core.get(HomeMembersService).createMember(actor, projectId, group.id, {
    name: `api${serial}`,
    description: '',
    definition: mocked(usesVariable ? '#v#' : 'fixed'),
  });
  for (const stage of stages) {
    await core.get(DeploymentsService).deploy(actor, {
      projectId,
      environmentId: environmentId(stage),
      target: { kind: 'proxy', proxyId: api.id, groupId: group.id },
      description: '',
      persistent: false,
      waitMs: 2_000,
    });
  }
  return { group, place, serves: () => stages.map((stage) => digestOf(stage, `${api.id}:${group.id}`)) };
}

function mocked(body: string) {
  const plain = definition('/x', 'http://backend.example');
  return {
    ...plain,
    source: 'CLOUD_API' as const,
    clientRoute: null,
    operations: plain.operations.map((operation) => ({ ...operation, mock: { status: 200, headers: [], body } })),
  };
}

const digestOf = (stage: Stage, key: string) => driver.serves(environmentId(stage), EDGE)[key];

const variables = () => core.get(StageVariablesService);
const domains = () => core.get(DomainsService);
const set = (place: { projectId: string; groupId: string; waitMs: number }, name: string, value: string) =>
  variables().set(actor, { ...place, stage: 'RELEASE' }, { name, value, routeModel: null });
const bound = async (groupId: string) => (await domains().ofGroup(actor, projectId, groupId)).map(({ name }) => name);
const input = (name: string, change: object = {}) => ({
  name,
  stage: null,
  type: 'INTERNET' as const,
  force: false,
  redirectsToHttps: false,
  ...change,
});

/** Refuses every change of one stage that makes something new live; the way back is accepted. */
function refuseIn(stage: Stage): void {
  let refusals = 0;
  driver.verdict = (_node, change) => {
    if (change.environmentId !== environmentId(stage) || refusals > 0) return 'accept';
    refusals += 1;
    return { reject: 'not today' };
  };
}

describe('a variable', () => {
  it('goes live at once, and a refused value is neither served nor kept', async () => {
    const { place, serves } = await liveGroup(['RELEASE'], true);
    const one = serves();
    await set(place, 'v', 'two');
    const two = serves();
    expect(two).not.toEqual(one);
    refuseIn('RELEASE');
    await expect(set(place, 'v', 'three')).rejects.toMatchObject({ code: 'deployment_rejected' });
    expect(serves()).toEqual(two);
    await expect(variables().ofStage(actor, projectId, place.groupId, 'RELEASE')).resolves.toMatchObject([
      { name: 'v', value: 'two' },
    ]);
  });

  it('that something uses is not deleted', async () => {
    const { place, serves } = await liveGroup(['RELEASE'], true);
    const before = serves();
    const remove = variables().remove(actor, { ...place, stage: 'RELEASE' }, 'v');
    await expect(remove).rejects.toMatchObject({
      code: 'not_compilable',
      facts: { faults: [{ code: 'unknown_variable', message: expect.stringMatching(/#v#.*RELEASE/) }] },
    });
    expect(serves()).toEqual(before);
    await expect(variables().ofStage(actor, projectId, place.groupId, 'RELEASE')).resolves.toHaveLength(1);
  });

  it('finds room for as many as are allowed, and any may be overwritten then', async () => {
    const { place } = await liveGroup([]);
    for (let index = 0; index < 50; index += 1) await set(place, `v${index}`, 'x');
    await expect(set(place, 'more', 'x')).rejects.toMatchObject({ code: 'limit_exceeded' });
    await set(place, 'v7', 'y');
    await variables().remove(actor, { ...place, stage: 'RELEASE' }, 'v8');
    await set(place, 'more', 'x');
  });
});

describe('a domain', () => {
  it('that one stage refuses is bound in none, and what was served is served', async () => {
    const { group, place, serves } = await liveGroup(STAGES);
    const before = serves();
    refuseIn('TEST');
    await expect(domains().bind(actor, place, input('refused.example.com'))).rejects.toMatchObject({
      code: 'deployment_rejected',
    });
    expect(serves()).toEqual(before);
    await expect(bound(group.id)).resolves.toEqual([]);
    await domains().bind(actor, place, input('refused.example.com'));
    expect(serves().filter((digest, index) => digest !== before[index])).toHaveLength(STAGES.length);
  });

  it('keeps the certificate that it had when a stage refuses another, or that it goes', async () => {
    const { group, place, serves } = await liveGroup(STAGES);
    const domain = 'secured.example.com';
    const { body, key } = await certificateFor(domain);
    const attach = (name: string) => domains().setCertificate(actor, place, domain, { name, body, key });
    const attached = async () =>
      (await domains().get(actor, projectId, group.id, domain)).certificate ?? { id: '', name: 'none' };
    await domains().bind(actor, place, input(domain));
    const bare = serves();
    refuseIn('TEST');
    await expect(attach('refused')).rejects.toMatchObject({ code: 'deployment_rejected' });
    expect([serves(), await attached()]).toMatchObject([bare, { name: 'none' }]);
    await attach('first');
    const first = serves();
    expect(first.filter((digest, index) => digest !== bare[index])).toHaveLength(STAGES.length);
    refuseIn('PRE');
    await expect(attach('second')).rejects.toMatchObject({ code: 'deployment_rejected' });
    const { id } = await attached();
    refuseIn('TEST');
    await expect(domains().removeCertificate(actor, place, domain, id)).rejects.toMatchObject({
      code: 'deployment_rejected',
    });
    expect([serves(), await attached()]).toMatchObject([first, { id, name: 'first' }]);
    await domains().removeCertificate(actor, place, domain, id);
    expect([serves(), await attached()]).toMatchObject([bare, { name: 'none' }]);
  });

  it('is taken from another group only by force, and given back when that is refused', async () => {
    const [giver, taker] = [await liveGroup(['RELEASE', 'PRE']), await liveGroup(['RELEASE', 'PRE'])];
    await domains().bind(actor, giver.place, input('taken.example.com'));
    const before = [...giver.serves(), ...taker.serves()];
    await expect(domains().bind(actor, taker.place, input('taken.example.com'))).rejects.toMatchObject({
      code: 'already_exists',
    });
    const taking = () => domains().bind(actor, taker.place, input('Taken.Example.com', { force: true }));
    refuseIn('PRE');
    await expect(taking()).rejects.toMatchObject({ code: 'deployment_rejected' });
    expect([...giver.serves(), ...taker.serves()]).toEqual(before);
    await expect(bound(giver.group.id)).resolves.toEqual(['taken.example.com']);
    await taking();
    await expect(bound(giver.group.id)).resolves.toEqual([]);
    await expect(bound(taker.group.id)).resolves.toEqual(['taken.example.com']);
  });

  it('belongs to a stage alone when it is bound so, and leaves the others when it is bound anew', async () => {
    const { place, serves } = await liveGroup(['RELEASE', 'PRE']);
    const [release, pre] = serves();
    await domains().bind(actor, place, input('pre.example.com', { stage: 'PRE' }));
    expect(serves()).toEqual([release, expect.not.stringMatching(pre ?? '')]);
    await domains().bind(actor, place, input('pre.example.com', { stage: 'RELEASE' }));
    expect(serves()).toEqual([expect.not.stringMatching(release ?? ''), pre]);
    await domains().unbind(actor, place, 'pre.example.com');
    expect(serves()).toEqual([release, pre]);
  });

  it('finds room for as many as are allowed, beside the domain of the group itself', async () => {
    const { place } = await liveGroup([]);
    await domains().switchVpcDomain(actor, place, true);
    for (let index = 0; index < 5; index += 1) await domains().bind(actor, place, input(`room${index}.example.com`));
    await expect(domains().bind(actor, place, input('room5.example.com'))).rejects.toMatchObject({
      code: 'limit_exceeded',
    });
  });

  it.each(['x', '10.0.0.1', 'api.*', 'a b.example', 'other.gatewright.localhost', '*.localhost', 'a.example:80'])(
    'cannot be %p',
    async (name) => {
      const { place } = await liveGroup([]);
      const refused = domains().bind(actor, place, input(name));
      await expect(refused).rejects.toBeInstanceOf(Problem);
      await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', facts: { field: 'DomainName' } });
    },
  );
});

describe('a base path', () => {
  it('goes live at once in every stage, or stays what it was', async () => {
    const { group, place, serves } = await liveGroup(STAGES);
    const before = serves();
    const move = (path: string) => {
      const settings = { ...group.settings, clientRoute: { ...group.settings.clientRoute, paths: [path] } };
      return core.get(GroupRoutesService).change(actor, place, { name: `moved${serial}`, settings });
    };
    refuseIn('PRE');
    await expect(move('/v2')).rejects.toMatchObject({ code: 'deployment_rejected' });
    expect(serves()).toEqual(before);
    const kept = await core.get(ProxyGroupsService).getById(actor, projectId, group.id);
    expect(kept).toMatchObject({ name: group.name, settings: group.settings });
    await move('/v2');
    expect(serves().every((digest, index) => digest !== before[index])).toBe(true);
  });
});
