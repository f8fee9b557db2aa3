/** Of an Envoy's bootstrap and what belongs to it. */
export interface EnvoyNode {
  readonly environment: string;
  readonly id: string;
  /** IP address that its listeners bind to. */
  readonly address: string;
  /** Replicas of the control plane; any of them does. */
  readonly xds: readonly { readonly host: string; readonly port: number }[];
  /** Port of Envoy's admin interface. */
  readonly admin: number | null;
  /** Null: plain text. */
  readonly tls: EnvoyTls | null;
  /** PEM file of the certificate authorities that backends are believed for. */
  readonly trustedBackends: string;
}

export interface EnvoyTls {
  /** Paths of PEM files. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** That the control plane's certificate must be for; null: one of the hosts of `xds`. */
  readonly name: string | null;
  /** Folder of the files of `secretsOf`; null: there is none, and certificates are read once. */
  readonly secrets: string | null;
}

export function bootstrapOf(node: EnvoyNode): Readonly<Record<string, unknown>>;

export function secretsOf(node: {
  readonly xds: EnvoyNode['xds'];
  readonly tls: EnvoyTls;
}): readonly { readonly name: string; readonly content: object }[];
