import type { DeploymentReport, DeploymentState, NodeResult } from '../../../model/deployment.js';
import { Problem } from '../../../shared/problem.js';
import { type DeploymentOutcome, deploymentResult } from './deployment-result.js';

const node = (outcome: NodeResult['outcome'], detail = ''): NodeResult => ({
  nodeId: 'gateway-1',
  address: '127.0.0.1',
  outcome,
  detail,
  durationMs: 12.4,
});

const report = (state: DeploymentState, nodes: readonly NodeResult[], message = ''): DeploymentReport => ({
  deployment: {
    id: 'd',
    environmentId: 'e',
    projectId: 'p',
    kind: 'deploy',
    objectKind: 'group',
    objectId: 'g',
    objectName: 'PaymentGroup',
    number: 1,
    username: 'ops',
    description: '',
    persistent: false,
    state,
    version: 1,
    message,
    createdAt: new Date(0),
    settledAt: new Date(0),
  },
  environmentName: 'production',
  nodes,
  durationMs: 150.2,
});

const outcome = (over: Partial<DeploymentOutcome> = {}): DeploymentOutcome => ({
  environmentName: 'production',
  kind: 'deploy',
  report: report('succeeded', [node('accepted')]),
  failure: null,
  ...over,
});

describe('deploymentResult', () => {
  it('says a confirmed deployment in the words of the contract', () => {
    expect(deploymentResult([outcome()])).toEqual({
      success: true,
      message: 'Deployment completed successfully',
      responseTime: 150,
      environmentResults: [{ environmentName: 'production', success: true, message: 'Deployed successfully' }],
      deploymentResults: [{ environmentName: 'production', success: true, message: 'Deployment successful' }],
      detailList: [
        {
          envName: 'production',
          podName: 'gateway-1',
          podIp: '127.0.0.1',
          success: true,
          detail: 'Deployed successfully',
          responseTime: 12,
        },
      ],
    });
  });

  it('says an undeployment, also of what was not deployed', () => {
    expect(deploymentResult([outcome({ kind: 'undeploy', report: null })])).toEqual({
      success: true,
      message: 'Undeployment completed successfully',
      responseTime: 0,
      environmentResults: [{ environmentName: 'production', success: true, message: 'Undeployed successfully' }],
      deploymentResults: [{ environmentName: 'production', success: true, message: 'Undeployment successful' }],
      detailList: [],
    });
  });

  it('tells that nothing serves yet where no gateway is connected', () => {
    const result = deploymentResult([outcome({ report: report('succeeded', []) })]);
    expect(result).toMatchObject({ success: true, environmentResults: [{ message: 'Deployed successfully' }] });
    expect(result.message).toBe(
      'Deployment completed successfully; no gateway of production is connected, so nothing serves it yet',
    );
  });

  it('is no success while a gateway is silent, and names it', () => {
    const result = deploymentResult([outcome({ report: report('unconfirmed', [node('silent')]) })]);
    expect(result.success).toBe(false);
    expect(result.environmentResults[0]?.message).toBe(
      'Deployment is saved but not confirmed: gateway gateway-1 did not answer in time and takes it over when it is back',
    );
    expect(result.detailList[0]).toMatchObject({ success: false, detail: 'No answer yet' });
  });

  it("gives a refusal in the gateway's words", () => {
    const refused = report('rejected', [node('rejected', 'no such cluster')], 'refused by gateway-1: no such cluster');
    const result = deploymentResult([outcome({ report: refused })]);
    expect(result).toMatchObject({
      success: false,
      message: 'production: Deployment failed: refused by gateway-1: no such cluster',
      detailList: [{ success: false, detail: 'no such cluster' }],
    });
  });

  it('is a success only when every environment is', () => {
    const failure = new Problem('route_conflict', 'GET /a belongs to cards');
    const result = deploymentResult([outcome(), outcome({ environmentName: 'test', report: null, failure })]);
    expect(result.success).toBe(false);
    expect(result.environmentResults).toEqual([
      { environmentName: 'production', success: true, message: 'Deployed successfully' },
      { environmentName: 'test', success: false, message: 'Deployment failed: GET /a belongs to cards' },
    ]);
  });

  it('has one row for an environment in which a proxy was live twice', () => {
    const twice = [
      outcome({ kind: 'undeploy' }),
      outcome({ kind: 'undeploy', report: report('unconfirmed', [node('silent')]) }),
    ];
    const result = deploymentResult(twice);
    expect(result.deploymentResults).toHaveLength(1);
    expect(result.deploymentResults[0]?.success).toBe(false);
    expect(result.detailList).toHaveLength(2);
  });
});
