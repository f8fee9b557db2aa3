import type { ErrorStyle, GatewayErrorCode } from '../../ir/fragment.js';
import { CALL_FAULTS, type CallFault, type CallWording } from './call-faults.js';

/** What the gateway itself refuses. The coded ones are apiops.md 9.6's. */
export type GatewayFault = PlainFault | CallFault;

type PlainFault =
  | GatewayErrorCode
  | 'bad-path'
  | 'bad-request'
  | 'missing-parameter'
  | 'invalid-parameter'
  | 'body-too-large';

export interface FaultFacts {
  readonly requestId: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The parameter or the reason. */
  readonly detail: string;
}

interface Wording {
  readonly status: number;
  readonly code: string;
  readonly message: (facts: FaultFacts) => string;
}

export interface ErrorAnswer {
  readonly status: number;
  /** Name, value, name, value. */
  readonly headers: string[];
  readonly body: string;
}

export const CORRELATION_HEADER = 'APINIZER-CORRELATION-ID';
export const CA_REQUEST_ID = 'X-Ca-Request-Id';

/** How the gateway words its own refusal, in the style of the route. */
export function answerFault(fault: GatewayFault, style: ErrorStyle, facts: FaultFacts): ErrorAnswer {
  return style === 'correlation' ? inCorrelationStyle(fault, facts) : inCaHeaders(fault, facts);
}

/** apiops.md 9.5, no template configured: `[correlationId],[code],[message],[status],[response]`. */
function inCorrelationStyle(fault: GatewayFault, facts: FaultFacts): ErrorAnswer {
  const { status, code, message } = isCallFault(fault)
    ? ofCall(fault, (wording) => `GW-${wording.status}`)
    : CORRELATION[fault];
  const body = `[${facts.requestId}],[${code}],[${message(facts)}],[${status}],[]`;
  const headers = ['Content-Type', 'text/plain; charset=utf-8', CORRELATION_HEADER, facts.requestId];
  return { status, headers, body };
}

/** cloudapi-2016-07-14.md 5.4: clients read the headers. */
function inCaHeaders(fault: GatewayFault, facts: FaultFacts): ErrorAnswer {
  const { status, code, message } = isCallFault(fault) ? ofCall(fault, (wording) => wording.code) : CA[fault];
  const headers = [CA_REQUEST_ID, facts.requestId, 'X-Ca-Error-Code', code, 'X-Ca-Error-Message', message(facts)];
  return { status, headers, body: '' };
}

const isCallFault = (fault: GatewayFault): fault is CallFault => Object.hasOwn(CALL_FAULTS, fault);

function ofCall(fault: CallFault, codeOf: (wording: CallWording) => string): Wording {
  const wording = CALL_FAULTS[fault];
  return { status: wording.status, code: codeOf(wording), message: ({ detail }) => wording.message(detail) };
}

const says = (text: string) => (): string => text;

const CORRELATION: Record<PlainFault, Wording> = {
  'ERR-002': {
    status: 404,
    code: 'ERR-002',
    message: ({ path }) => `ApiProxy is not found for related URL( ${path} )!`,
  },
  'ERR-003': { status: 404, code: 'ERR-003', message: says('Backend address is not found!') },
  'ERR-006': { status: 404, code: 'ERR-006', message: says('Method not found or disabled!') },
  'ERR-066': { status: 408, code: 'ERR-066', message: says('Backend did not answer in time!') },
  'ERR-069': { status: 503, code: 'ERR-069', message: says('Backend refused the connection!') },
  'ERR-070': { status: 503, code: 'ERR-070', message: says('Backend connection failed!') },
  'ERR-141': { status: 403, code: 'ERR-141', message: says('The specification is hidden!') },
  'bad-path': { status: 400, code: 'GW-400', message: ({ detail }) => `Invalid request path: ${detail}` },
  'bad-request': { status: 400, code: 'GW-400', message: ({ detail }) => `Invalid request: ${detail}` },
  'missing-parameter': { status: 400, code: 'GW-400', message: ({ detail }) => `Parameter ${detail} is required` },
  'invalid-parameter': { status: 400, code: 'GW-400', message: ({ detail }) => `Parameter ${detail} is invalid` },
  'body-too-large': { status: 413, code: 'GW-413', message: says('Request body is too large') },
};

/** A parameter's name comes from a definition and may hold anything: a header carries it escaped. */
const named = ({ detail }: FaultFacts): string =>
  `\`${encodeURIComponent(detail.replace(/\p{Surrogate}/gu, '\ufffd'))}\``;

const NOT_FOUND: Wording = {
  status: 404,
  code: 'I404NF',
  message: ({ method, path }) => `API not found with \`${method} ${path}\``,
};

const CA: Record<PlainFault, Wording> = {
  'ERR-002': NOT_FOUND,
  'ERR-006': NOT_FOUND,
  'ERR-141': NOT_FOUND,
  'ERR-003': { status: 504, code: 'D504CO', message: says('Backend service connect failed') },
  'ERR-066': { status: 504, code: 'D504TO', message: says('Backend service request timeout') },
  'ERR-069': { status: 504, code: 'D504CO', message: says('Backend service connect failed') },
  'ERR-070': { status: 504, code: 'D504RE', message: says('Backend service connect failed') },
  'bad-path': { status: 400, code: 'I400PA', message: ({ detail }) => `Invalid Request Path \`${detail}\`` },
  'bad-request': { status: 400, code: 'I400HD', message: ({ detail }) => `Invalid Header \`${detail}\`` },
  'missing-parameter': { status: 400, code: 'I400MP', message: (facts) => `Parameter ${named(facts)} is required` },
  'invalid-parameter': { status: 400, code: 'I400IP', message: (facts) => `Parameter ${named(facts)} is invalid` },
  'body-too-large': { status: 413, code: 'I413RL', message: says('Request body too Large') },
};
