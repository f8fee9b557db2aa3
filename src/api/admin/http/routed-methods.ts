/** The part of Express's router that tells which handlers exist. */
export interface RouterLayer {
  match(path: string): boolean;
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean | undefined>> };
}

/** Pure. Methods that some handler takes at the path, upper case; catch-alls do not count. */
export function routedMethods(layers: readonly RouterLayer[], path: string): string[] {
  const methods = layers.flatMap(({ route, match }, index) => {
    const layer = layers[index];
    if (route === undefined || isCatchAll(route.path) || layer === undefined || !match.call(layer, path)) return [];
    return Object.keys(route.methods).filter((method) => route.methods[method] === true);
  });
  return [...new Set(methods)].map((method) => method.toUpperCase()).sort();
}

const isCatchAll = (pattern: unknown): boolean => typeof pattern !== 'string' || pattern.includes('*');
