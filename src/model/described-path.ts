/**
 * What of a described path is a path to a gateway. Descriptions tell operations of one path apart by a query or a fragment
 * (`/#Action=Run`, as in those made from AWS's): a fragment is never sent, and a query is passed on unread. A `?` or `#`
 * inside braces belongs to a parameter's name.
 */
export const describedPath = (text: string): string => /^(?:\{[^{}]*\}|[^?#])*/s.exec(text)?.[0] ?? text;
