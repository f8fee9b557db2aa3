import { Inject, Injectable, Optional } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Deployment } from '../../model/deployment.js';
import { GATEWAY_STATS, type GatewayStats } from './gateway-stats.js';

/** The part of a DeploymentReport that is counted. */
export interface SettledDeployment {
  readonly deployment: Pick<Deployment, 'kind' | 'state'>;
  readonly durationMs: number;
}

export interface ServedRequest {
  readonly surface: string;
  readonly method: string;
  /** The route's pattern, never the path: the number of series stays bounded. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** A registry per instance, so that several applications live in one process. */
@Injectable()
export class Metrics {
  readonly #registry = new Registry();
  readonly #http: Histogram;
  readonly #deployments: Counter;
  readonly #deploymentSeconds: Histogram;

  constructor(@Optional() @Inject(GATEWAY_STATS) stats?: GatewayStats) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#http = new Histogram({
      name: 'gatewright_http_request_duration_seconds',
      help: 'Time to answer a management request',
      labelNames: ['surface', 'method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.#deployments = new Counter({
      name: 'gatewright_deployments_total',
      help: 'Settled deployments',
      labelNames: ['kind', 'outcome'],
      registers,
    });
    this.#deploymentSeconds = new Histogram({
      name: 'gatewright_deployment_duration_seconds',
      help: 'Time from the call to the settled deployment',
      labelNames: ['kind', 'outcome'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    });
    if (stats !== undefined) registerGatewayStats(this.#registry, stats);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Text in Prometheus' exposition format. */
  render(): Promise<string> {
    return this.#registry.metrics();
  }

  requestServed({ seconds, status, ...labels }: ServedRequest): void {
    this.#http.observe({ ...labels, status: String(status) }, seconds);
  }

  deploymentSettled({ deployment, durationMs }: SettledDeployment): void {
    const labels = { kind: deployment.kind, outcome: deployment.state };
    this.#deployments.inc(labels);
    this.#deploymentSeconds.observe(labels, durationMs / 1000);
  }
}

function registerGatewayStats(registry: Registry, stats: GatewayStats): void {
  const registers = [registry];
  new Counter({
    name: 'gatewright_gateway_requests_total',
    help: 'Requests served by the gateways of this process',
    labelNames: ['environment', 'status_class'],
    registers,
    async collect() {
      const requests = await stats.requests();
      this.reset();
      for (const { environment, statusClass, count } of requests) {
        this.inc({ environment, status_class: statusClass }, count);
      }
    },
  });
  new Gauge({
    name: 'gatewright_nodes_connected',
    help: 'Gateways connected to this process',
    labelNames: ['environment', 'plane'],
    registers,
    async collect() {
      const nodes = await stats.nodesConnected();
      this.reset();
      for (const { environment, plane, count } of nodes) this.set({ environment, plane }, count);
    },
  });
}
