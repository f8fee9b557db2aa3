import { CloudApiBench, requestConfig, serviceConfig } from '../support/cloudapi-bench.js';
import { refusal, vendor } from '../support/cloudapi-clients.js';
import { runProgram } from '../support/running-program.js';

const { CreateApiGroupRequest } = vendor;

let bench: CloudApiBench;

beforeAll(async () => {
  const limits = {
    GATEWRIGHT_LIMIT_GROUPS_PER_ACCOUNT: '3',
    GATEWRIGHT_LIMIT_APIS_PER_GROUP: '2',
    GATEWRIGHT_LIMIT_LONGEST_NAME: '10',
    GATEWRIGHT_LIMIT_LONGEST_DESCRIPTION: '12',
  };
  bench = new CloudApiBench(await runProgram(limits));
});
afterAll(() => bench?.program.stop());

const codesOf = (calls: readonly PromiseSettledResult<unknown>[]) =>
  calls.map((call) => (call.status === 'fulfilled' ? 'ok' : call.reason.code)).sort();

describe('what the variables limit', () => {
  it('is refused by the documented codes, also when many ask at once', async () => {
    const groups = await Promise.allSettled(
      ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee'].map((name) => bench.newGroup(name)),
    );
    expect(codesOf(groups)).toEqual(['ExceedLimitApiGroup', 'ExceedLimitApiGroup', 'ok', 'ok', 'ok']);
    await expect(refusal(bench.newGroup('ffff'))).resolves.toMatchObject({
      code: 'ExceedLimitApiGroup',
      statusCode: 400,
      message: expect.stringContaining('The specified ApiGroup count exceeds the limit. there may be at most 3'),
    });

    const [group] = await bench.sql('SELECT id FROM proxy_groups LIMIT 1');
    const newApi = (apiName: string) =>
      bench.newApi({
        groupId: group.id,
        apiName,
        requestConfig: requestConfig(`/${apiName}`),
        serviceConfig: serviceConfig('http://127.0.0.1:9', '/'),
      });
    const apis = await Promise.allSettled(['one_', 'two_', 'three'].map(newApi));
    expect(codesOf(apis)).toEqual(['ExceedLimitApi', 'ok', 'ok']);
  });

  it('counts characters', async () => {
    const create = (more: object) =>
      refusal(bench.client().createApiGroup(new CreateApiGroupRequest({ groupName: 'good', ...more })));
    await expect(create({ groupName: 'elevenchars' })).resolves.toMatchObject({ code: 'InvalidGroupName' });
    await expect(create({ groupName: 'abc' })).resolves.toMatchObject({ code: 'InvalidGroupName' });
    await expect(create({ description: 'thirteen long' })).resolves.toMatchObject({ code: 'InvalidDescription' });
  });
});
