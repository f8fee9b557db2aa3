import type { NextFunction, Request, Response } from 'express';

const HEADERS = new Map([
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  // For data; pages bring their own policy.
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  // Answers carry configuration and secrets shown once; what may be kept says so itself.
  ['Cache-Control', 'no-store'],
]);

/** Defaults of every management answer; a handler may replace one. */
export function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.setHeaders(HEADERS);
  next();
}
