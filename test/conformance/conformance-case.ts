import type { Fragment } from '../../src/ir/fragment.js';
import type { SignWith } from '../support/call-time-client.js';
import type { BackendName, BackendPorts, SwitchedName } from './support/backends.js';
import type { CertificateName } from './support/certificates.js';

/** About one thing. `name` is unique; fragments are by release key. */
export interface ConformanceCase {
  readonly name: string;
  readonly about: string;
  readonly serves: (ports: BackendPorts) => Readonly<Record<string, Fragment>>;
  readonly exchanges: readonly Exchange[];
}

export type Exchange =
  | RequestExchange
  | SpreadExchange
  | RawExchange
  | TunnelExchange
  | StreamExchange
  | SeenExchange
  | TurnExchange
  | SettleExchange
  | CopyExchange
  | ReplayExchange
  | SecureExchange;

export interface TestRequest {
  /** Request target as it goes over the wire. */
  readonly target: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
  readonly chunked?: boolean;
  /** Signed when it is sent, as an app would (cloudapi-2016-07-14.md 5.2). */
  readonly signed?: SignWith;
  /** What somebody on the way changes of it after that. A header that is null is taken out. */
  readonly tampered?: Tampering;
}

export interface Tampering {
  readonly target?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
}

/** What must hold of an answer; absent: anything. A header that is null must be absent. */
export interface Expected {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
  readonly body?: string | RegExp;
  readonly trailers?: Readonly<Record<string, string>>;
  readonly received?: ExpectedAtBackend;
}

/** What the backend says that it got. */
export interface ExpectedAtBackend {
  readonly backend?: string;
  readonly method?: string;
  /** With its query; escapes in upper case. */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
  readonly body?: string;
}

export interface RequestExchange {
  readonly kind: 'request';
  readonly request: TestRequest;
  readonly expect: Expected;
}

/** Many equal requests; how many each backend got, give or take `within`: planes begin their turns anywhere. */
export interface SpreadExchange {
  readonly kind: 'spread';
  readonly request: TestRequest;
  readonly count: number;
  readonly within: number;
  readonly expect: Readonly<Record<string, number>>;
}

/** Bytes that no well-behaved client sends. The server ends the connection or answers once. */
export interface RawExchange {
  readonly kind: 'raw';
  readonly bytes: string;
  readonly expect: { readonly status: number; readonly body?: RegExp };
}

/** A WebSocket through the gateway: the backend sends every message back. */
export interface TunnelExchange {
  readonly kind: 'tunnel';
  readonly target: string;
  readonly message: string;
}

/** The first part must arrive while the backend still waits for leave to send the last one. */
export interface StreamExchange {
  readonly kind: 'stream';
  readonly target: string;
  readonly expect: readonly string[];
}

/** How often backends saw requests with this header `x-count` in the case so far. */
export interface SeenExchange {
  readonly kind: 'seen';
  readonly count: string;
  readonly expect: number;
}

/** A backend begins to take connections, or refuses them and ends those that it has. */
export interface TurnExchange {
  readonly kind: 'turn';
  readonly backend: SwitchedName;
  readonly isOn: boolean;
}

/** Sooner or later so many answers in a row are as expected. */
export interface SettleExchange {
  readonly kind: 'settle';
  readonly request: TestRequest;
  readonly inARow: number;
  readonly expect: Expected;
}

/** What a backend that does not answer the client receives, sooner or later, of the request with this `x-count`. */
export interface CopyExchange {
  readonly kind: 'copy';
  readonly at: BackendName;
  readonly count: string;
  readonly expect: ExpectedAtBackend;
}

/** A request over TLS to somebody of this name, and what is presented for it; null: nobody is connected. `''`: no name. */
export interface SecureExchange {
  readonly kind: 'secure';
  readonly name: string;
  readonly presented: CertificateName | null;
  readonly request: TestRequest;
  readonly expect: Expected;
}

/** A signed request, and the very same bytes once more. */
export interface ReplayExchange {
  readonly kind: 'replay';
  readonly request: TestRequest;
  readonly expect: Expected;
  readonly again: Expected;
}
