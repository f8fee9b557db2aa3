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
  override query(...args: unknown[]): never {
    const [text, values] = args;
    if (typeof text === 'string' && Array.isArray(values) && values.length > 0) {
      const name = nameOf(text);
      if (name !== undefined) return this.#send([{ name, text, values }, ...args.slice(2)]);
    }
    return this.#send(args);
  }

  #send(args: unknown[]): never {
    return super.query.apply(this, args as never) as never;
  }
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
