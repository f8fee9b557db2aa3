/** Injection token of GatewayStats; without it the gateway metrics are left out. */
export const GATEWAY_STATS = Symbol('GATEWAY_STATS');

export interface GatewayRequests {
  /** Name of the environment. */
  readonly environment: string;
  readonly statusClass: '1xx' | '2xx' | '3xx' | '4xx' | '5xx';
  /** Since this process started; only grows. */
  readonly count: number;
}

export interface ConnectedNodes {
  /** Name of the environment. */
  readonly environment: string;
  readonly plane: string;
  readonly count: number;
}

/** What the data planes of this process have counted. Asked at each scrape. */
export interface GatewayStats {
  requests(): Promise<readonly GatewayRequests[]>;
  nodesConnected(): Promise<readonly ConnectedNodes[]>;
}
