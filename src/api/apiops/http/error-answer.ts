import type { DeploymentReport } from '../../../model/deployment.js';
import { Problem, type ProblemCode, type ResourceKind } from '../../../shared/problem.js';
import { type DeploymentResult, deploymentResult, reportOf } from '../present/deployment-result.js';
import { type DryRunResult, dryRunResult, previewOf } from '../present/dry-run.presenter.js';
import { ERROR_TABLE, type ErrorRow } from './error-table.js';
import { GROUP_TEXTS, type MessageFamily, type Names, PROXY_TEXTS } from './messages.js';
import { dialectField, dialectMessage, problemText } from './problem-words.js';

/** The superset error: both dialect generations read it. Source: apiops.md 1.6. */
export interface ErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly success: false;
  readonly status: 'FAILURE';
  readonly resultMessage: string;
  readonly validation_errors?: readonly { readonly field: string; readonly message: string }[];
  readonly retry_after?: number;
  readonly deploymentResult?: DeploymentResult;
  readonly dryRun?: true;
  readonly dryRunResult?: DryRunResult;
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;
}

/** Where a refusal happened: the endpoint's family, when it is known, and its path parameters. */
export interface ErrorPlace {
  readonly family: MessageFamily | undefined;
  readonly params: Readonly<Record<string, string | undefined>>;
}

export const NOWHERE: ErrorPlace = { family: undefined, params: {} };

export function errorAnswer(problem: Problem, place: ErrorPlace = NOWHERE): ErrorAnswer {
  const row = rowOf(problem, place);
  const text = row.text ?? problemText(problem);
  return {
    status: row.status,
    headers: headersOf(problem, row.status),
    body: { ...errorBody(row.error, text), ...extrasOf(problem), ...dryRunOf(problem) },
  };
}

export const errorBody = (error: string, text: string): ErrorBody => ({
  error,
  error_description: text,
  success: false,
  status: 'FAILURE',
  resultMessage: text,
});

function rowOf(problem: Problem, place: ErrorPlace): ErrorRow {
  const table = ERROR_TABLE[problem.code];
  const row = { ...table, error: place.family?.codes[problem.code] ?? table.error };
  if (problem.code === 'permission_denied' && place.family?.saysWhichRight) return { ...row, text: problem.message };
  const text = duplicateText(problem) ?? familyText(problem, place);
  return text === undefined ? row : { error: text.status === 404 ? 'not_found' : 'bad_request', ...text };
}

function duplicateText({ code, facts }: Problem): { status: number; text: string } | undefined {
  if (code !== 'already_exists') return undefined;
  if (facts.resource === 'proxy') return { status: 400, text: PROXY_TEXTS.exists(facts.name ?? '') };
  if (facts.resource === 'group') return { status: 400, text: GROUP_TEXTS.exists(facts.name ?? '') };
  return undefined;
}

type Named = 'project' | 'environment' | 'proxy' | 'group' | 'revision';
const isNamed = (resource: ResourceKind | undefined): resource is Named => NAMED.some((named) => named === resource);
const NAMED: readonly Named[] = ['project', 'environment', 'proxy', 'group', 'revision'];

function familyText(problem: Problem, place: ErrorPlace): { status: number; text: string } | undefined {
  const { family } = place;
  if (family === undefined) return undefined;
  const names = namesOf(problem, place);
  if (problem.code === 'not_deployed') return said(family.notDeployed, names);
  if (problem.code !== 'not_found' || !isNamed(problem.facts.resource)) return undefined;
  return said(family[problem.facts.resource], names);
}

const said = (refusal: { status: number; text: (names: Names) => string }, names: Names) => ({
  status: refusal.status,
  text: refusal.text(names),
});

/** A path parameter wins over the problem's own name: the core may know the object by its id. */
function namesOf({ facts }: Problem, { params }: ErrorPlace): Names {
  const nameOf = (resource: Named, param: string): string =>
    params[param] ?? (facts.resource === resource ? facts.name : undefined) ?? '';
  return {
    project: nameOf('project', 'projectName'),
    environment: nameOf('environment', 'environmentName'),
    proxy: nameOf('proxy', 'apiProxyName'),
    group: nameOf('group', 'apiProxyGroupName'),
    // A path may name two; the problem knows which it is about.
    revision: (facts.resource === 'revision' ? facts.name : undefined) ?? params['revision'] ?? '',
  };
}

function dryRunOf({ facts }: Problem): Partial<ErrorBody> {
  const preview = previewOf(facts);
  return preview === null ? {} : { dryRun: true, dryRunResult: dryRunResult(preview) };
}

const FIELD_CODES: ReadonlySet<ProblemCode> = new Set(['missing_argument', 'invalid_argument']);

function extrasOf({ code, message, facts }: Problem): Partial<ErrorBody> {
  if (facts.faults !== undefined && facts.faults.length > 0) {
    return {
      validation_errors: facts.faults.map((fault) => ({
        field: `${fault.proxyName}.${dialectField(fault.field)}`,
        message: fault.message,
      })),
    };
  }
  if (FIELD_CODES.has(code) && facts.field !== undefined) {
    return {
      validation_errors: [{ field: dialectField(facts.field), message: dialectMessage(message, facts.field) }],
    };
  }
  if (code === 'rate_limited') return { retry_after: secondsOf(facts.retryAfterMs) };
  const report = reportOf(facts);
  if (code === 'deployment_rejected' && report !== null) {
    return {
      deploymentResult: deploymentResult([
        {
          environmentName: report.environmentName,
          kind: kindOf(report),
          report,
          failure: null,
        },
      ]),
    };
  }
  return {};
}

const kindOf = ({ deployment }: DeploymentReport): 'deploy' | 'undeploy' =>
  deployment.kind === 'undeploy' ? 'undeploy' : 'deploy';

function headersOf({ facts }: Problem, status: number): Record<string, string> {
  if (status === 401) return { 'WWW-Authenticate': 'Bearer' };
  if (status === 429 || facts.retryAfterMs !== undefined)
    return { 'Retry-After': String(secondsOf(facts.retryAfterMs)) };
  return {};
}

const secondsOf = (ms: number | undefined): number => Math.max(1, Math.ceil((ms ?? 1000) / 1000));
