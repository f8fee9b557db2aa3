import type { HttpMethod } from './http-method.js';

/** What a client must send to reach a proxy or a group. Empty lists match anything. */
export interface ClientRoute {
  /** Each with a leading `/`, at least two characters; the first is the main one. */
  readonly paths: readonly string[];
  /** Exact names, or one `*` as leftmost (`*.example.com`) or rightmost label (`example.*`). No port. */
  readonly hosts: readonly string[];
  readonly methods: readonly HttpMethod[];
  /** All must match: name without case, value exactly. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly bufferRequest: boolean;
  readonly bufferResponse: boolean;
}
