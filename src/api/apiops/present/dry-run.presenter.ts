import type { ReleasePreview } from '../../../deployments/previews.service.js';
import type { RouteLine } from '../../../deployments/route-changes.js';
import type { ProblemFacts } from '../../../shared/problem.js';
import { dialectField } from '../http/problem-words.js';
import { presentDiff, type TargetDiff } from './revision-diff.js';
import { type Success, succeeded } from './success.js';

export interface DryRunRoute {
  readonly apiProxyName: string;
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly headerList: readonly { readonly name: string; readonly value: string }[];
}

/** What a call would do. An extension of ours. */
export interface DryRunResult {
  /** Whether the call itself would go through. */
  readonly success: boolean;
  /** Null: nothing that is served would change. */
  readonly environmentName: string | null;
  readonly routes: {
    readonly added: readonly DryRunRoute[];
    readonly changed: readonly DryRunRoute[];
    readonly removed: readonly DryRunRoute[];
  };
  readonly conflictList: readonly {
    readonly route: string;
    readonly ownerType: 'API_PROXY' | 'API_PROXY_GROUP';
    readonly ownerName: string;
  }[];
  readonly faultList: readonly { readonly apiProxyName: string; readonly field: string; readonly message: string }[];
  /** What a rollback would change in what is saved. */
  readonly savedChanges?: TargetDiff;
}

export interface DryRunSuccess extends Success {
  readonly dryRun: true;
  readonly dryRunResult: DryRunResult;
}

export const dryRunDone = (preview: ReleasePreview): DryRunSuccess => ({
  ...succeeded(),
  dryRun: true,
  dryRunResult: dryRunResult(preview),
});

export function dryRunResult(preview: ReleasePreview): DryRunResult {
  const { environment, routes, conflicts, faults, names, saved, problem } = preview;
  const present = ({ proxyId, host, path, method, headers }: RouteLine): DryRunRoute => ({
    apiProxyName: names.get(proxyId) ?? '',
    host,
    path,
    method: method === 'ANY' ? 'ALL' : method,
    headerList: headers,
  });
  return {
    success: problem === null,
    environmentName: environment?.name ?? null,
    routes: {
      added: routes.added.map(present),
      changed: routes.changed.map(present),
      removed: routes.removed.map(present),
    },
    conflictList: conflicts.map(({ route, kind, name }) => ({
      route,
      ownerType: kind === 'group' ? 'API_PROXY_GROUP' : 'API_PROXY',
      ownerName: name,
    })),
    faultList: faults.map(({ proxyName, field, message }) => ({
      apiProxyName: proxyName,
      field: dialectField(field),
      message,
    })),
    ...(saved === null ? {} : { savedChanges: presentDiff(saved.before, saved.after) }),
  };
}

/** What a dry run found before it was refused. */
export const previewOf = ({ preview }: ProblemFacts): ReleasePreview | null => (isPreview(preview) ? preview : null);

const isPreview = (value: unknown): value is ReleasePreview =>
  typeof value === 'object' && value !== null && 'routes' in value && 'conflicts' in value && 'faults' in value;
