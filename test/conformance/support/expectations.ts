import type { Expected, ExpectedAtBackend } from '../conformance-case.js';
import type { Received } from './backends.js';
import type { Answer } from './exchange.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Every way in which the answer is not as expected. */
export function faultsOf(answer: Answer, expected: Expected): readonly string[] {
  const { status, headers, body, trailers, received } = expected;
  return [
    ...(status === undefined ? [] : differs('status', answer.status, status)),
    ...headerFaults('header', answer.headers, headers ?? {}),
    ...(body === undefined ? [] : textFaults('body', answer.body, body)),
    ...Object.entries(trailers ?? {}).flatMap(([name, value]) =>
      differs(`trailer ${name}`, answer.trailers[name], value),
    ),
    ...(received === undefined ? [] : backendFaults(answer, received)),
  ];
}

function backendFaults(answer: Answer, expected: ExpectedAtBackend): readonly string[] {
  const received = parse(answer.body);
  if (received === null) return [`no backend answered, but the gateway with ${answer.status} ${answer.body}`];
  return receivedFaults(received, expected);
}

export function receivedFaults(received: Received, expected: ExpectedAtBackend): readonly string[] {
  const target = received.target.replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
  return [
    ...(expected.backend === undefined ? [] : differs('backend', received.backend, expected.backend)),
    ...(expected.method === undefined ? [] : differs('method', received.method, expected.method)),
    ...(expected.target === undefined ? [] : differs('target', target, expected.target)),
    ...(expected.body === undefined ? [] : differs('body', received.body, expected.body)),
    ...headerFaults('received header', received.headers, expected.headers ?? {}),
  ];
}

function parse(text: string): Received | null {
  if (!text.startsWith('{"backend"')) return null;
  return JSON.parse(text) as Received;
}

const headerFaults = (what: string, got: Headers, wanted: Readonly<Record<string, string | RegExp | null>>) =>
  Object.entries(wanted).flatMap(([name, value]) => {
    const found = got[name];
    if (value === null) return found === undefined ? [] : [`${what} ${name} is '${String(found)}', must be absent`];
    return textFaults(`${what} ${name}`, found === undefined ? 'absent' : String(found).replace(/,\s*/g, ', '), value);
  });

const textFaults = (what: string, got: string, wanted: string | RegExp): string[] => {
  const isRight = typeof wanted === 'string' ? got === wanted : wanted.test(got);
  return isRight ? [] : [`${what} is '${got.slice(0, 300)}', must be ${wanted}`];
};

const differs = (what: string, got: unknown, wanted: unknown): string[] =>
  got === wanted ? [] : [`${what} is '${String(got)}', must be '${String(wanted)}'`];
