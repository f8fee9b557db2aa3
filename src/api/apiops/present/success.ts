import { type DeploymentOutcome, type DeploymentResult, deploymentResult } from './deployment-result.js';

/** Says success in the words of both generations. Source: apiops.md 1.5. */
export interface Success {
  readonly success: true;
  readonly status: 'SUCCESS';
  /** Absent when nothing was deployed. A client must look at both flags. */
  readonly deploymentResult?: DeploymentResult;
}

export interface ToldSuccess extends Success {
  readonly resultMessage: string;
}

export interface ListSuccess<T> extends Success {
  readonly resultList: readonly T[];
  /** All matches, not the page. */
  readonly resultCount: number;
}

const SUCCESS: Success = { success: true, status: 'SUCCESS' };

export const succeeded = (outcomes: readonly DeploymentOutcome[] = []): Success =>
  outcomes.length === 0 ? SUCCESS : { ...SUCCESS, deploymentResult: deploymentResult(outcomes) };

/** With a sentence of the contract. */
export const told = (resultMessage: string, outcomes: readonly DeploymentOutcome[] = []): ToldSuccess => ({
  ...succeeded(outcomes),
  resultMessage,
});

export const listed = <T>(items: readonly T[], total = items.length): ListSuccess<T> => ({
  ...SUCCESS,
  resultList: items,
  resultCount: total,
});
