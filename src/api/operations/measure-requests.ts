import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Metrics } from './metrics.js';

const SURFACES: readonly (readonly [prefix: string, surface: string])[] = [
  ['/apiops', 'apiops'],
  ['/admin', 'admin'],
  ['/health', 'operations'],
  ['/metrics', 'operations'],
  ['/docs', 'operations'],
  ['/console', 'console'],
];

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The root itself speaks RPC. */
export function surfaceOf(path: string): string {
  if (path === '/') return 'cloudapi';
  return SURFACES.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? 'other';
}

/** Observes each answer, also those that no handler gave. */
export function measureRequests(metrics: Metrics): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = process.hrtime.bigint();
    const { path } = request;
    response.once('close', () => {
      metrics.requestServed({
        surface: surfaceOf(path),
        method: METHODS.has(request.method) ? request.method : 'OTHER',
        route: routeOf(request),
        status: response.statusCode,
        seconds: Number(process.hrtime.bigint() - startedAt) / 1e9,
      });
    });
    next();
  };
}

function routeOf(request: Request): string {
  const pattern: unknown = request.route?.path;
  // Middleware for every path leaves its catch-all behind when no handler matched.
  return typeof pattern !== 'string' || pattern.startsWith('{/*') ? 'unmatched' : `${request.baseUrl}${pattern}`;
}
