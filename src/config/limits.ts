/** The vendor's limits, cloudapi-2016-07-14.md 4.0 and 6, as they are unless a variable says otherwise. */
export const DEFAULT_LIMITS = {
  groupsPerAccount: 200,
  apisPerGroup: 1_000,
  domainsPerGroup: 5,
  /** Of one group in one stage. */
  stageVariables: 50,
  appsPerAccount: 1_000,
  appsPerApi: 1_000,
  /** Of one call, in a list like `ApiIds`. */
  idsPerList: 100,
  resourcesPerTagCall: 50,
  tagsPerCall: 20,
  /** Characters in the name of a group or an API. */
  shortestName: 4,
  longestName: 50,
  shortestAppName: 4,
  longestAppName: 26,
  longestDescription: 180,
  /** Of a publication. */
  longestRemark: 200,
  /** Of one user to one operation that changes something, over all replicas. */
  writesPerSecond: 50,
  /** Long-lived ones that RAM gives one user. */
  accessKeysPerUser: 2,
  /** Of one user. */
  appCodeResetsPerMinute: 1,
} as const;

export type LimitName = keyof typeof DEFAULT_LIMITS;

/** How much there may be, how long, and how often, for callers of cloudapi. */
export type Limits = { readonly [name in LimitName]: number };

export const LIMIT_NAMES = Object.keys(DEFAULT_LIMITS) as LimitName[];

/** `groupsPerAccount` -> `GATEWRIGHT_LIMIT_GROUPS_PER_ACCOUNT`. */
export const limitVariable = (name: LimitName): string =>
  `GATEWRIGHT_LIMIT_${name.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`;

/** @param read value of a variable, or the fallback where it is unset; throws when it cannot be used */
export const readLimits = (read: (variable: string, fallback: number) => number): Limits => ({
  ...DEFAULT_LIMITS,
  ...Object.fromEntries(LIMIT_NAMES.map((name) => [name, read(limitVariable(name), DEFAULT_LIMITS[name])])),
});
