/** `field`: a path inside the route, or `upstreams[i]...`; `routeId` is `''` when no route is at fault. */
export interface FragmentFault {
  readonly routeId: string;
  readonly field: string;
  readonly message: string;
}

export type Report = (field: string, message: string) => void;

/** RFC 9110, 5.6.2: names of headers and methods. */
export const isToken = (text: string): boolean => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);

/** RFC 9110, 5.5, and nothing that cannot be written in one byte. */
export const isFieldValue = (text: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
