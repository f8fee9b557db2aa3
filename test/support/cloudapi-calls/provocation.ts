import type { ActionName } from '../../../src/api/cloudapi/action-registry.js';
import { BUILD, TAKE_DOWN } from './build.js';
import type { Foreign } from './foreign.js';
import { type Call, type Fields, rows, type World } from './world.js';

export interface Stage {
  readonly world: World;
  readonly foreign: Foreign;
  readonly call: Call;
}

/** Parameters that differ from those of a success; undefined leaves one out. */
export type Provocation = Fields | ((stage: Stage) => Fields | Promise<Fields>);

/** Parameters that the operation takes, but for what differs. */
export function asked(action: ActionName, world: World, differs: Fields): Fields {
  const given = Object.entries({ ...successOf(action, world), ...differs });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

export function successOf(action: ActionName, world: World): Fields {
  const step = [...BUILD, ...TAKE_DOWN].find((each) => each.action === action);
  if (step === undefined) throw new Error(`no step calls ${action}`);
  return step.asks(world);
}

/** One that the refusals of CreateApiGroup have left. */
export async function otherGroupId(call: Call): Promise<string> {
  const [group] = rows(
    await call('DescribeApiGroups', { GroupName: 'many_0' }),
    'ApiGroupAttributes',
    'ApiGroupAttribute',
  );
  return String(group?.['GroupId']);
}

/** Of an operation, by code. */
export type Refusals = Readonly<Partial<Record<ActionName, Readonly<Record<string, Provocation>>>>>;

/** How often one limit may have to be approached. */
const MOST = 30;

/** Repeats a call until it is refused with `code`, and says how the last one differed. */
export const until =
  (action: ActionName, code: string, differs: (index: number) => Fields): Provocation =>
  async ({ world, call }) => {
    for (let index = 0; index < MOST; index++) {
      const parameters = asked(action, world, differs(index));
      const seen = await call(action, parameters).then(
        () => '',
        (error: { code: string }) => error.code,
      );
      if (seen === code) return differs(index);
      if (seen !== '') throw new Error(`${action} was refused with ${seen} before ${code}`);
    }
    throw new Error(`${action} was never refused with ${code}`);
  };
