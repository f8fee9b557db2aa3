/** Envoy's own bound is four times that. */
const MAX_LENGTH = 1_000;

/** How protobuf begins a message in text form, of which no program should make sense. */
const DUMP = /goo\.gle\/debug\w*\s*([\s\S]*?)(?:\n: |\.\.\.\(truncated\)|$)/g;
const CUT_OFF = 'a field breaks a rule of its protos; Envoy cut off which';

/**
 * What Envoy says when it refuses, fit for an answer. Envoy puts the whole resource before some reasons, which is long, may
 * name credentials, and can leave no room for the reason: its name is enough. Pure.
 */
export function refusalWords(reason: string): string {
  const words = reason
    .replace(DUMP, (dump, resource: string) => {
      const name = /^name: "([^"]*)"/m.exec(resource)?.[1] ?? 'a resource without a name';
      return dump.endsWith('\n: ') ? `${name}: ` : `${name}: ${CUT_OFF}`;
    })
    .trim();
  return words.length <= MAX_LENGTH ? words : `${words.slice(0, MAX_LENGTH)}... (${words.length} characters)`;
}
