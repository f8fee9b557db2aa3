import type { SnapshotEntry } from '../../src/data-planes/data-plane.js';
import { exact, saying, text } from './cases/building.js';
import type { RequestExchange } from './conformance-case.js';
import { entryOf } from './served-environment.js';
import { send } from './support/exchange.js';

const pathOf = (name: string): string => `/conformance-companion/${name}`;
const bodyOf = (name: string): string => `companion ${name}`;

/** A release beside those of a case, at a path that no case uses. */
export const companion = (name: string): SnapshotEntry =>
  entryOf(`companion-${name}:`, saying({ companion: { path: exact(pathOf(name)), action: text(bodyOf(name)) } }));

export const companionExchange = (name: string): RequestExchange => ({
  kind: 'request',
  request: { target: pathOf(name) },
  expect: { status: 200, body: bodyOf(name) },
});

/** Tells one configuration from another that behaves alike: whether it has this companion. */
export async function servesCompanion(port: number, name: string): Promise<boolean> {
  const { body } = await send(port, { target: pathOf(name) });
  return body === bodyOf(name);
}
