import type { Stage } from '../../../model/environment.js';
import type { ProxyGroup } from '../../../model/proxy-group.js';
import type { StageVariable } from '../../../model/stage-variable.js';
import { stageId, wireTime } from './wire-values.js';

/** A stage is as old as its group, and was changed with the newest of its variables. */
export function presentStage(group: ProxyGroup, stage: Stage, variables: readonly StageVariable[]) {
  const changes = [group.createdAt, ...variables.map(({ modifiedAt }) => modifiedAt)];
  return {
    GroupId: group.id,
    StageId: stageId(group.id, stage),
    StageName: stage,
    Description: '',
    CreatedTime: wireTime(group.createdAt),
    ModifiedTime: wireTime(new Date(Math.max(...changes.map(Number)))),
    Variables: { VariableItem: variables.map(presentVariable) },
  };
}

const presentVariable = ({ name, value, routeModel }: StageVariable) => ({
  VariableName: name,
  VariableValue: value,
  SupportRoute: false,
  ...(routeModel === null ? {} : { StageRouteModel: presentRouteModel(JSON.parse(routeModel)) }),
});

/** Lists of responses sit in a wrapper. */
const presentRouteModel = ({ RouteRules = [], ...model }: { readonly RouteRules?: readonly object[] }) => ({
  ...model,
  RouteRules: { RouteRule: RouteRules },
});
