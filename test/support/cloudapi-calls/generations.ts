import { type KeyPair, popClient, vendorClient } from '../cloudapi-clients.js';
import { typedRequest } from '../vendor-models.js';
import type { Call, Fields } from './world.js';

/** The vendor's 3 seconds are short on a machine that is busy with other tests. */
const PATIENCE_MS = 60_000;

interface TypedAnswer {
  readonly body: { toMap(): Fields };
}

/** Calls through the typed client; an answer is what its result objects say. */
export function newGeneration(port: number, key: KeyPair): Call {
  const client = vendorClient(port, key, { connectTimeout: PATIENCE_MS, readTimeout: PATIENCE_MS });
  const methods = client as unknown as Readonly<Record<string, (request: object) => Promise<TypedAnswer>>>;
  return async (action, parameters) => {
    const answer = await methods[action.charAt(0).toLowerCase() + action.slice(1)]?.(typedRequest(action, parameters));
    if (answer === undefined) throw new Error(`the vendor's client has no method for ${action}`);
    return answer.body.toMap();
  };
}

/** Calls through the client that takes any action. */
export function oldGeneration(port: number, key: KeyPair): Call {
  const client = popClient(port, key);
  return (action, parameters) => client.request<Fields>(action, parameters, { method: 'POST', timeout: PATIENCE_MS });
}
