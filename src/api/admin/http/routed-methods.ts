/** The part of Express's router that tells which handlers exist. */
export interface RouterLayer {
  match(path: string): boolean;
  /** `methods` in lower case; a handler for any method lists every one that Node knows. */
  readonly route?: { readonly methods: Readonly<Record<string, boolean | undefined>> };
}

/** Pure. Methods that some handler takes at the path, upper case; handlers for any method do not count. */
export function routedMethods(layers: readonly RouterLayer[], path: string): string[] {
  const methods = layers
    .filter(({ route }) => route !== undefined && !('trace' in route.methods))
    .filter((layer) => layer.match(path))
    .flatMap(({ route }) => Object.keys(route?.methods ?? {}));
  return [...new Set(methods)].map((method) => method.toUpperCase()).sort();
}
