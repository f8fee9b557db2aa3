import { invalid, notFound } from '../../../shared/problem.js';
import { HISTORY_TEXTS } from '../http/messages.js';
import { type DeploymentNote, decodeNoteOr } from './deployment-note.decode.js';
import { decodeDryRun } from './dry-run.decode.js';
import { empty } from './fields.js';
import { isStorableText } from './json.js';
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
  return {
    revision,
    environmentName: environmentOf(query['environmentName']),
    note: decodeNoteOr(body, HISTORY_TEXTS.note(revision)),
    dryRun: decodeDryRun(query['dryRun']),
  };
}

/** An empty one, a variable that was not set, say, must not turn a deployment into none. */
function environmentOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid('environmentName', 'give it once');
  if (value.trim() === '') throw empty('environmentName');
  if (!isStorableText(value)) throw notFound('environment', '');
  return value;
}
