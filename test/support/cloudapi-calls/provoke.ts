import { ACTIONS, type ActionName } from '../../../src/api/cloudapi/action-registry.js';
import type { Parameter } from '../../../src/api/rpc/decode/parameters.js';
import { refusal } from '../cloudapi-clients.js';
import { asked, type Stage } from './provocation.js';
import { REFUSALS } from './refusals.js';
import type { Fields } from './world.js';

/** Refused as any parameter that is checked at all: too long, too many, no word, no number. */
const WRONG = Array.from({ length: 2_100 }, (_, index) => index);

/** What a parameter alone is refused for. */
function* parameterRefusals(name: string, { required, refuses, wire, parts }: Parameter<unknown>) {
  if (required) yield { code: `Missing${name}`, differs: { [name]: undefined } };
  for (const why of refuses) {
    if (why === 'malformed_body') yield { code: `InvalidFormat${name}`, differs: { [name]: '{' } };
    else if (wire === 'objects') yield { code: `Invalid${name}`, differs: { [`${name}.0.${parts?.[0]}`]: 'x' } };
    else yield { code: invalidCode(name), differs: { [name]: wire === 'list' ? WRONG : WRONG.join(',') } };
  }
}

const invalidCode = (name: string): string => (name === 'TagKey' ? 'InvalidParameter.TagKey' : `Invalid${name}`);

const parameterRefusalsOf = (action: ActionName) =>
  Object.entries(ACTIONS[action].parameters).flatMap(([name, parameter]) => [...parameterRefusals(name, parameter)]);

/** What `provoke` waits for. */
export const provokedCodes = (action: ActionName): string[] => [
  ...parameterRefusalsOf(action).map(({ code }) => code),
  ...Object.keys(REFUSALS[action]),
];

/** Makes every refusal of an operation happen. Rejects when one does not come, or another one. */
export async function provoke(action: ActionName, stage: Stage): Promise<void> {
  for (const { code, differs } of parameterRefusalsOf(action)) await refused(action, code, differs, stage);
  for (const [code, provocation] of Object.entries(REFUSALS[action])) {
    await refused(action, code, typeof provocation === 'function' ? await provocation(stage) : provocation, stage);
  }
}

async function refused(action: ActionName, code: string, differs: Fields, { world, call }: Stage): Promise<void> {
  const seen = await refusal(call(action, asked(action, world, differs)));
  expect({ action, code: seen.code ?? seen.message }).toEqual({ action, code });
}
