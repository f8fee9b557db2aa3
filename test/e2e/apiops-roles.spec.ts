import { groupBody, made } from '../support/apiops.js';
import type { Call } from '../support/apiops-calls/call.js';
import { callerTokens, strangers, type Tokens } from '../support/apiops-calls/caller-tokens.js';
import { ADMINISTRATOR, allows, FOREIGN_OWNER, MEMBERS, OUTSIDER } from '../support/apiops-calls/callers.js';
import { CALLS, nameOf } from '../support/apiops-calls/calls.js';
import {
  documentedErrors,
  filled,
  forbiddenText,
  projectError,
  says,
} from '../support/apiops-calls/documented-errors.js';
import { REFUSALS } from '../support/apiops-calls/refusals.js';
import { type Heard, type Request, requestOf, send } from '../support/apiops-calls/send.js';
import { World } from '../support/apiops-calls/world.js';
import { G } from '../support/apiops-operations.js';
import { type App, type Home, newHome, startApp } from '../support/app.js';
import { databaseContents } from '../support/database-facts.js';

const EXPIRED = 'Token is invalid or expired';
const INVALID = 'Invalid token';

/** Of a call, as `send` tells it. */
const allowed = (by: string): Heard => ({ by, status: 200, text: '' });
/** Who may, and first who has no more than is needed. */
function callersOf({ needs }: Call): string[] {
  if (needs === 'nothing' || needs === 'administrator') return [ADMINISTRATOR];
  const members = MEMBERS.filter((member) => allows(needs, member));
  const least = typeof needs === 'object' ? needs.roles.length : 0;
  return [
    ...members.filter(({ roles, permissions }) => roles.length === least && permissions.length === 0),
    ...members.filter(({ roles, permissions }) => roles.length !== least || permissions.length > 0),
  ]
    .map(({ name }) => name)
    .concat(needs === 'a token' ? [FOREIGN_OWNER, OUTSIDER] : [], ADMINISTRATOR);
}

const NAMED_CALLS = CALLS.map((call) => [nameOf(call), call] as const);

describe('apiops: every operation, and everybody who may call it or not', () => {
  let home: Home;
  let app: App;
  let world: World;
  let tokens: Tokens;
  let unknown: Readonly<Record<string, string | null>>;

  beforeAll(async () => {
    home = await newHome();
    app = await startApp(home);
    world = await World.of(app);
    tokens = await callerTokens(app);
    unknown = await strangers(app, home.database.url);
    await world.do('POST', '/apiops/promotion/executions', { mappingNames: ['proxy'], executionName: 'first' });
  });

  afterAll(async () => {
    await app?.stop();
    await home?.remove();
  });

  /** As the last test left it: what is only refused leaves it so for the next. */
  let contents: Awaited<ReturnType<typeof databaseContents>> | undefined;
  const read = () => databaseContents(home.database.url);
  const unchangedBy = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = contents ?? (await read());
    const done = await work();
    contents = await read();
    expect(contents).toEqual(before);
    return done;
  };

  /** Members whom the table does not let in, owners of other projects, and strangers. */
  const refusalsOf = (call: Call, hidden: string, name: string): Heard[] => {
    const { needs, operation } = call;
    if (needs === 'nothing') return [];
    const forbidden = filled(forbiddenText(operation), { name });
    return [
      ...Object.keys(unknown).map((by) => ({ by, status: 401, text: by === 'an expired token' ? EXPIRED : INVALID })),
      ...MEMBERS.filter((member) => !allows(needs, member)).map(({ name }) => ({
        by: name,
        status: 403,
        text: forbidden,
      })),
      ...[FOREIGN_OWNER, OUTSIDER].flatMap((by): Heard[] => {
        if (needs === 'a token') return [];
        if (needs === 'administrator') return [{ by, status: 403, text: forbidden }];
        return [{ by, status: projectError(operation)?.status ?? 400, text: hidden }];
      }),
    ];
  };

  /** What somebody hears who does not see the project; of a promotion, who does not see the mapping or the run. */
  const hiddenText = ({ operation }: Call, names: Readonly<Record<string, string>>, body: unknown): string => {
    const project = projectError(operation);
    if (project !== undefined) return filled(project.text, names);
    const run = names['executionId'] ?? '';
    const mapping = (body as { readonly mappingNames?: readonly string[] } | undefined)?.mappingNames?.[0] ?? '';
    const what = mapping === '' ? `execution (${run})` : `mapping (${mapping})`;
    return `Promotion ${what} is not found or user does not have privilege to access it!`;
  };

  it.each(NAMED_CALLS)('%s: refuses who may not, and then changed nothing', async (_, call) => {
    const request = await requestOf(world, call);
    const exported = (request.body as { readonly names?: readonly string[] } | undefined)?.names?.[0] ?? '';
    const expected = refusalsOf(call, hiddenText(call, request.names, request.body), exported);
    const tokenOf = (by: string) => (unknown[by] === undefined ? (tokens[by] ?? '') : unknown[by]);
    const heard = await unchangedBy(() => Promise.all(expected.map(({ by }) => send(world, request, by, tokenOf(by)))));
    expect(heard).toEqual(expected);
  });

  const reaching = NAMED_CALLS.filter(
    ([, { operation }]) => /\{apiProxy(Group)?Name\}/.test(operation) && !/^PUT .*\/import$/.test(operation),
  );
  const asForeignOwner = (request: Request) => send(world, request, FOREIGN_OWNER, tokens[FOREIGN_OWNER] ?? '');

  it.each(reaching)('%s: does not reach a foreign object through an own project', async (_, call) => {
    const request = await requestOf(world, call, { projectName: 'other' });
    const { status, text } = await unchangedBy(() => asForeignOwner(request));
    const documented = documentedErrors(call.operation).map(
      (error) => `${error.status} ${filled(error.text, request.names)}`,
    );
    expect(documented).toContain(`${status} ${text}`);
    expect([400, 404]).toContain(status);
  });

  it('does not take a foreign proxy into an own group', async () => {
    await made(app.call('POST', '/apiops/projects/other/apiProxyGroups/', groupBody('Mine', '/mine')));
    contents = undefined;
    const operation = `POST ${G}/apiProxies/{apiProxyName}`;
    const request = await requestOf(world, { operation }, { projectName: 'other', apiProxyGroupName: 'Mine' });
    expect(await unchangedBy(() => asForeignOwner(request))).toMatchObject({
      status: 400,
      text: 'ApiProxy (cards) is not found or user does not have privilege to access it!',
    });
  });

  it.each(REFUSALS.map((refusal) => [refusal.operation, refusal.text, refusal] as const))(
    '%s: refuses with "%s", and then changed nothing',
    async (_, text, refusal) => {
      const request = await requestOf(world, refusal);
      const heard = await unchangedBy(() => send(world, request, ADMINISTRATOR, app.credentials.token));
      expect(heard).toEqual({ by: ADMINISTRATOR, status: 400, text });
    },
  );

  const makes = async (call: Call, by: string) => {
    expect(await send(world, await requestOf(world, call), by, tokens[by] ?? '')).toEqual(allowed(by));
    await call.undo?.(world);
  };

  it.each(NAMED_CALLS)('%s: lets in who may', async (_, call) => {
    contents = undefined;
    const { light } = call;
    const [least = ADMINISTRATOR, ...others] = callersOf(call);
    await makes(call, least);
    if (light !== undefined) {
      const request = await requestOf(world, { ...call, ...light });
      const heard = await Promise.all(others.map((by) => send(world, request, by, tokens[by] ?? '')));
      const { status, text } = light;
      expect(heard.filter((each) => each.status !== status || !says(text, each.text))).toEqual([]);
    } else if (call.operation.startsWith('GET ')) {
      const request = await requestOf(world, call);
      const heard = await Promise.all(others.map((by) => send(world, request, by, tokens[by] ?? '')));
      expect(heard).toEqual(others.map(allowed));
    } else {
      for (const by of others) await makes(call, by);
    }
  });
});
