export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'TRACE'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** A method, or any of them. */
export type MethodOrAny = HttpMethod | 'ANY';

export const isHttpMethod = (text: string): text is HttpMethod => (HTTP_METHODS as readonly string[]).includes(text);
