import { NOTES } from '../http/messages.js';
import { Fields } from './fields.js';

/** What history keeps of a deployment. */
export interface DeploymentNote {
  readonly description: string;
  readonly persistent: boolean;
}

/** The body is optional, and may be empty. */
export const decodeNote = (body: unknown, kind: 'deploy' | 'undeploy'): DeploymentNote =>
  decodeNoteOr(body, NOTES[kind]);

export function decodeNoteOr(body: unknown, fallback: string): DeploymentNote {
  const fields = Fields.ofBody(body);
  const description = fields.text('description');
  return {
    description: description === undefined || description.trim() === '' ? fallback : description,
    persistent: fields.flag('persistent') ?? false,
  };
}

export const defaultNote = (kind: 'deploy' | 'undeploy'): DeploymentNote => ({
  description: NOTES[kind],
  persistent: false,
});
