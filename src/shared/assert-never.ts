/** Makes a forgotten case a compile error, and a lie in the types a loud run-time one. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
