import pg from 'pg';

/** Statements with parameters that come again this often are worth a plan of their own. */
const WORTH_PREPARING = 5;
/** Per process. Statements made for one shape of list each would otherwise fill every connection with plans. */
const MOST_PREPARED = 300;

const seen = new Map<string, number>();
const names = new Map<string, string>();

/**
 * A connection that prepares the statements it sees again and again: parsing and planning costs more than running most of
 * ours. Names are the same on every connection, so each prepares a statement once.
 */
export class PreparingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // The pool listens only while a connection is idle, and the ORM from a moment later on. A server that ends a connection
    // in between, in the packet of an answer, would end the process. Such a client refuses every query and is dropped.
    this.on('error', () => undefined);
    const send = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((...args: unknown[]) => send(...named(args))) as typeof this.query;
  }
}

/** The call's arguments, with a name for a statement that is worth one. Calls of other shapes stay as they are. */
function named([text, values, ...rest]: unknown[]): unknown[] {
  const unchanged = [text, values, ...rest];
  if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return unchanged;
  const name = nameOf(text);
  return name === undefined ? unchanged : [{ name, text, values }, ...rest];
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_PREPARED) return known;
  const count = (seen.get(text) ?? 0) + 1;
  if (count < WORTH_PREPARING) {
    if (seen.size < 10 * MOST_PREPARED) seen.set(text, count);
    return undefined;
  }
  seen.delete(text);
  const name = `gatewright_${names.size}`;
  names.set(text, name);
  return name;
}
