import type { Response } from 'express';

const CONTENT_TYPE = 'application/json;charset=UTF-8';

/**
 * Writes compact JSON under the contract's own spelling of the content type, which express would rewrite.
 * Source: apiops.md 1.2, 12.1.
 */
export function writeJson(response: Response, body: unknown): Response {
  const bytes = Buffer.from(JSON.stringify(body));
  response.setHeader('Content-Type', CONTENT_TYPE);
  response.setHeader('Content-Length', bytes.length);
  return response.end(bytes);
}
