/** `2016-07-28T09:50:43Z`: UTC, whole seconds. */
export const wireTime = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');
