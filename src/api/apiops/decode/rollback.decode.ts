import { HISTORY_TEXTS } from '../http/messages.js';
import { type DeploymentNote, decodeNoteOr } from './deployment-note.decode.js';
import { decodeDryRun } from './dry-run.decode.js';
import { decodeRevision } from './revision.decode.js';

export interface RollbackRequest {
  readonly revision: number;
  /** Undefined: only what is saved is brought back. */
  readonly environmentName: string | undefined;
  readonly note: DeploymentNote;
  readonly dryRun: boolean;
}

export function decodeRollback(
  revisionText: string,
  query: Readonly<Record<string, unknown>>,
  body: unknown,
): RollbackRequest {
  const revision = decodeRevision(revisionText);
  const { environmentName, dryRun } = query;
  return {
    revision,
    environmentName: typeof environmentName === 'string' && environmentName !== '' ? environmentName : undefined,
    note: decodeNoteOr(body, HISTORY_TEXTS.note(revision)),
    dryRun: decodeDryRun(dryRun),
  };
}
