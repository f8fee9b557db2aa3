import type { IrParameter } from '../../ir/fragment.js';
import { encodePathValue, encodeText, headerValue } from './mapping-values.js';
import type { PathParameters } from './rewrite.js';

/** What a mapping made of a request: the parts that differ from what the client sent. */
export class MappedRequest {
  /** Name, value, name, value. */
  readonly headers: string[] = [];
  readonly #query: string[] = [];
  readonly #form = new URLSearchParams();
  readonly #parameters: Map<string, string>;

  constructor(
    parameters: PathParameters,
    /** Lower-case names that are not passed on from the client. */
    readonly takenHeaders: ReadonlySet<string>,
    /** Only what describes the body is passed on from the client. */
    readonly dropsOtherHeaders: boolean,
  ) {
    this.#parameters = new Map(parameters);
  }

  get parameters(): PathParameters {
    return this.#parameters;
  }

  /** With its `?`, or `''`. */
  get query(): string {
    return this.#query.length === 0 ? '' : `?${this.#query.join('&')}`;
  }

  get form(): string {
    return this.#form.toString();
  }

  put({ location, name }: IrParameter, value: string): void {
    switch (location) {
      case 'path':
        this.#parameters.set(name, encodePathValue(value, name));
        return;
      case 'query':
        this.#query.push(`${encodeText(name, name)}=${encodeText(value, name)}`);
        return;
      case 'header':
        this.headers.push(name, headerValue(value, name));
        return;
      case 'body':
        this.#form.append(name, value);
    }
  }

  passQuery(raw: string): void {
    this.#query.push(raw);
  }
}
