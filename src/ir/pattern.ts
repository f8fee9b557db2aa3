import { RE2JS } from 're2js';

/** Whether a whole text matches. */
export type Pattern = (text: string) => boolean;

export type CompiledPattern =
  | { readonly ok: true; readonly matches: Pattern }
  | { readonly ok: false; readonly message: string };

/**
 * A pattern in RE2's syntax: time grows with the text and with the pattern, whatever either of them is. JavaScript's own
 * engine would let one caller hold the gateway up.
 */
export function compilePattern(pattern: string): CompiledPattern {
  try {
    const compiled = RE2JS.compile(pattern);
    return { ok: true, matches: (text) => compiled.matches(text) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
