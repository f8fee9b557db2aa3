import type { DeploymentReport, NodeResult } from '../../../model/deployment.js';
import type { Problem, ProblemFacts } from '../../../shared/problem.js';
import { problemText } from '../http/problem-words.js';

/** How one environment fared. `report` null and `failure` null: there was nothing to undeploy. */
export interface DeploymentOutcome {
  readonly environmentName: string;
  readonly kind: 'deploy' | 'undeploy';
  readonly report: DeploymentReport | null;
  readonly failure: Problem | null;
}

export interface EnvironmentResult {
  readonly environmentName: string;
  readonly success: boolean;
  readonly message: string;
}

export interface NodeDetail {
  readonly envName: string;
  readonly podName: string;
  readonly podIp: string;
  readonly success: boolean;
  readonly detail: string;
  /** Milliseconds. */
  readonly responseTime: number;
}

/** Shapes D1, D2 and D3 in one. Source: apiops.md 1.5. */
export interface DeploymentResult {
  readonly success: boolean;
  readonly message: string;
  /** Milliseconds, over all environments. */
  readonly responseTime: number;
  readonly environmentResults: readonly EnvironmentResult[];
  readonly deploymentResults: readonly EnvironmentResult[];
  readonly detailList: readonly NodeDetail[];
}

/** What the gateways answered to a deployment that they refused. */
export const reportOf = ({ report }: ProblemFacts): DeploymentReport | null => (isReport(report) ? report : null);

const isReport = (value: unknown): value is DeploymentReport =>
  typeof value === 'object' && value !== null && 'deployment' in value && 'nodes' in value;

const TEXTS = {
  deploy: {
    overall: 'Deployment completed successfully',
    item: 'Deployed successfully',
    result: 'Deployment successful',
    failed: 'Deployment failed',
  },
  undeploy: {
    overall: 'Undeployment completed successfully',
    item: 'Undeployed successfully',
    result: 'Undeployment successful',
    failed: 'Undeployment failed',
  },
} as const;

/** `success` only when every connected gateway of every environment confirmed. */
export function deploymentResult(outcomes: readonly DeploymentOutcome[]): DeploymentResult {
  const told = outcomes.map((outcome) => ({ outcome, trouble: troubleOf(outcome) }));
  const rows = (text: 'item' | 'result'): EnvironmentResult[] =>
    onePerEnvironment(told).map(({ outcome, trouble }) => ({
      environmentName: outcome.environmentName,
      success: trouble === null,
      message: trouble ?? TEXTS[outcome.kind][text],
    }));
  return {
    success: told.every(({ trouble }) => trouble === null),
    message: overallMessage(told),
    responseTime: outcomes.reduce((sum, { report }) => sum + Math.round(report?.durationMs ?? 0), 0),
    environmentResults: rows('item'),
    deploymentResults: rows('result'),
    detailList: outcomes.flatMap(detailsOf),
  };
}

interface Told {
  readonly outcome: DeploymentOutcome;
  readonly trouble: string | null;
}

/** A deleted proxy may have been live twice in one environment; its trouble, if any, is what is told. */
function onePerEnvironment(told: readonly Told[]): Told[] {
  const rows = new Map<string, Told>();
  for (const row of told) {
    const known = rows.get(row.outcome.environmentName);
    if (known === undefined || known.trouble === null) rows.set(row.outcome.environmentName, row);
  }
  return [...rows.values()];
}

function overallMessage(told: readonly Told[]): string {
  const kind = told[0]?.outcome.kind ?? 'deploy';
  const troubles = told.filter(({ trouble }) => trouble !== null);
  if (troubles.length === 0) return `${TEXTS[kind].overall}${idleNote(told)}`;
  return troubles.map(({ outcome, trouble }) => `${outcome.environmentName}: ${trouble}`).join('; ');
}

/** Deployed where no gateway is connected: true, but nothing serves it yet, and the caller must be able to see that. */
function idleNote(told: readonly Told[]): string {
  const idle = told.filter(
    ({ outcome }) => outcome.kind === 'deploy' && outcome.report !== null && outcome.report.nodes.length === 0,
  );
  if (idle.length === 0) return '';
  const names = idle.map(({ outcome }) => outcome.environmentName).join(', ');
  return `; no gateway of ${names} is connected, so nothing serves it yet`;
}

/** Why an environment is not confirmed, or null when it is. */
function troubleOf({ kind, report, failure }: DeploymentOutcome): string | null {
  const { failed } = TEXTS[kind];
  if (failure !== null) return `${failed}: ${problemText(failure)}`;
  if (report === null || report.deployment.state === 'succeeded') return null;
  if (report.deployment.state === 'unconfirmed') return silentText(kind, report.nodes);
  return `${failed}: ${report.deployment.message}`;
}

function silentText(kind: 'deploy' | 'undeploy', nodes: readonly NodeResult[]): string {
  const silent = nodes.filter(({ outcome }) => outcome === 'silent').map(({ nodeId }) => nodeId);
  const who = silent.length === 0 ? 'a gateway' : `gateway ${silent.join(', ')}`;
  const noun = kind === 'deploy' ? 'Deployment' : 'Undeployment';
  return `${noun} is saved but not confirmed: ${who} did not answer in time and takes it over when it is back`;
}

function detailsOf({ environmentName, kind, report }: DeploymentOutcome): NodeDetail[] {
  return (report?.nodes ?? []).map((node) => ({
    envName: environmentName,
    podName: node.nodeId,
    podIp: node.address.replace(/:\d+$/, ''),
    success: node.outcome === 'accepted',
    detail: nodeDetail(kind, node),
    responseTime: Math.round(node.durationMs),
  }));
}

function nodeDetail(kind: 'deploy' | 'undeploy', { outcome, detail }: NodeResult): string {
  if (outcome === 'accepted') return TEXTS[kind].item;
  if (outcome === 'silent') return detail === '' ? 'No answer yet' : detail;
  return detail;
}
