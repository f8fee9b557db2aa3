import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** The client's own id when it cannot forge a log line or grow it, else a new one. */
export const requestIdOf = (offered: string | undefined): string =>
  offered !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(offered) ? offered : randomUUID();

/** Every answer says under which id its request is in the log. */
export function requestId(request: Request, response: Response, next: NextFunction): void {
  const id = requestIdOf(request.get(REQUEST_ID_HEADER));
  request.id = id;
  response.setHeader(REQUEST_ID_HEADER, id);
  next();
}
