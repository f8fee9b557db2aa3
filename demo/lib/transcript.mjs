import { styleText } from 'node:util';
import { laidOut, shortened } from './json-text.mjs';

const INDENT = '   ';
const TICK_MS = 250;

/** What a reader of the demo sees. Colours and lines that are written over only where the output is a terminal. */
export class Transcript {
  #steps = 0;
  #out;

  /** @param {import('node:tty').WriteStream} out */
  constructor(out) {
    this.#out = out;
  }

  headline(text) {
    this.#line(this.#styled('bold', text));
  }

  /** Begins a numbered step. */
  step(text) {
    this.#steps += 1;
    this.#line(`\n${this.#styled(['bold', 'cyan'], `${this.#steps}. ${text}`)}`);
  }

  note(text) {
    this.#block(text);
  }

  /** A command that the reader can run as it stands; further lines are continuations of it. */
  command(...lines) {
    this.#block(`$ ${lines.join(' \\\n    ')}`, 'blue');
  }

  /** Code as it runs. */
  code(text) {
    this.#block(text, 'blue');
  }

  /** An answer as it came. `pretty`: laid out over lines; a success that is not is shortened. */
  answer(status, body, { pretty = false, note = '' } = {}) {
    const text = pretty ? laidOut(body) : shortened(body, status < 400);
    this.#block([status, text, note].filter((part) => part !== '').join('  '), 'dim');
  }

  good(text) {
    this.#line(`${INDENT}${this.#styled('green', '✓')} ${text}`);
  }

  bad(text) {
    this.#line(`${INDENT}${this.#styled('red', '✗')} ${text}`);
  }

  warn(text) {
    this.#line(`${INDENT}${this.#styled('yellow', '!')} ${text}`);
  }

  /** Rows of a name and a value, lined up. */
  rows(pairs) {
    const width = Math.max(...pairs.map(([name]) => name.length));
    for (const [name, value] of pairs) this.#line(`${INDENT}${name.padEnd(width)}  ${value}`);
  }

  /** Says that `work` is under way, with its seconds on a terminal, and gives back what it gives. */
  async during(label, work) {
    const begun = performance.now();
    const ticking = this.#out.isTTY ? setInterval(() => this.#overwrite(label, begun), TICK_MS) : null;
    if (ticking === null) this.#line(`${INDENT}... ${label}`);
    try {
      return await work();
    } finally {
      if (ticking !== null) {
        clearInterval(ticking);
        this.#out.write('\r\x1b[K');
      }
    }
  }

  #overwrite(label, begun) {
    const seconds = Math.floor((performance.now() - begun) / 1000);
    this.#out.write(`\r\x1b[K${INDENT}${this.#styled('dim', `... ${label} (${seconds} s)`)}`);
  }

  #block(text, style) {
    for (const line of text.split('\n'))
      this.#line(`${INDENT}${style === undefined ? line : this.#styled(style, line)}`);
  }

  #styled(style, text) {
    return this.#out.isTTY ? styleText(style, text, { stream: this.#out }) : text;
  }

  #line(text) {
    this.#out.write(`${text}\n`);
  }
}

/** E.g. `1,234` and `12.3`. */
export const count = (value) => value.toLocaleString('en');
export const milliseconds = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
