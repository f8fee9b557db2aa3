/** Bounds of a package, of what is read and of what is written: nothing is exported that could not be imported again. */
export interface PackageLimits {
  /** The file itself. */
  readonly fileBytes: number;
  readonly entries: number;
  /** One entry, unpacked. */
  readonly entryBytes: number;
  /** All entries, unpacked. */
  readonly totalBytes: number;
  /** Unpacked size to packed size of one entry; small entries may exceed it. */
  readonly ratio: number;
}

const MIB = 1024 * 1024;

export const PACKAGE_LIMITS: PackageLimits = {
  fileBytes: 64 * MIB,
  entries: 2000,
  entryBytes: 64 * MIB,
  totalBytes: 128 * MIB,
  ratio: 200,
};

/** Below this nobody needs to look at the ratio. */
export const RATIO_FREE_BYTES = MIB;

/** Objects and the manifest, which become many small values: each, and all together. */
export const MAX_JSON_BYTES = 16 * MIB;
export const MAX_TOTAL_JSON_BYTES = 32 * MIB;
