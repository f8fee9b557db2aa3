import { requestOf } from './definition.js';
import { otherGroupId, type Stage, successOf } from './provocation.js';
import { type Fields, rows } from './world.js';

/** Goes live there, and offline again: a version stays. */
async function published(asks: Fields, { world, call }: Stage): Promise<Fields> {
  const GroupId = await otherGroupId(call);
  const { ApiId } = await call('CreateApi', { ...successOf('CreateApi', world), ...asks, GroupId });
  const place = { GroupId, ApiId, StageName: 'RELEASE' };
  await call('DeployApi', { ...place, Description: 'once' });
  const [version] = rows(await call('DescribeApiHistories', place), 'ApiHisItems', 'ApiHisItem');
  return { ...place, HistoryVersion: version?.['HistoryVersion'] };
}

export async function versionWithoutVariable(stage: Stage): Promise<Fields> {
  const { world, call } = stage;
  const GroupId = await otherGroupId(call);
  const { StageItems } = await call('DescribeApiGroup', { GroupId });
  const stages = rows({ StageItems }, 'StageItems', 'StageInfo');
  const release = { GroupId, StageId: stages.find(({ StageName }) => StageName === 'RELEASE')?.['StageId'] };
  await call('CreateApiStageVariable', { ...successOf('CreateApiStageVariable', world), ...release });
  const version = await published({ ApiName: 'varied', RequestConfig: requestOf('/varied/[id]') }, stage);
  await call('AbolishApi', version);
  await call('DeleteApiStageVariable', { ...release, VariableName: 'host' });
  return version;
}

export async function versionWithoutVpc(stage: Stage): Promise<Fields> {
  const { call } = stage;
  const place = { VpcId: 'gone', InstanceId: 'localhost', Port: 2 };
  await call('SetVpcAccess', { Name: 'gone', ...place });
  const ServiceConfig = '{"ServiceProtocol":"HTTP","ServiceVpcEnable":"TRUE","VpcConfig":{"Name":"gone"}}';
  const own = {
    ServiceConfig,
    RequestConfig: requestOf('/gone/[id]'),
    ServiceParameters: '',
    ServiceParametersMap: '',
  };
  const version = await published({ ...own, ApiName: 'gone_api' }, stage);
  await call('AbolishApi', version);
  await call('RemoveVpcAccess', place);
  return version;
}
