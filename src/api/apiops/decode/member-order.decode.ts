import { MEMBER_TEXTS } from '../http/messages.js';
import { empty, Fields, refused } from './fields.js';

/** Names of all members, in their new order. */
export function decodeMemberOrder(body: unknown): readonly string[] {
  const names = Fields.ofBody(body).texts('apiProxyNameList');
  if (names === undefined) throw empty('apiProxyNameList');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw refused(MEMBER_TEXTS.twice(twice));
  return names;
}
