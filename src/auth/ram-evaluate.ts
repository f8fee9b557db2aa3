import { conditionHolds, type RamContext } from './ram-condition.js';
import type { RamPolicy, RamStatement } from './ram-policy.js';
import { matchesWildcard } from './wildcard.js';

export interface RamRequest {
  /** `apigateway:DeployApi`, `ram:GetUser`. */
  readonly action: string;
  /** `acs:apigateway:{region}:{account}:{relative id}`; the region is empty where there is none. */
  readonly resource: string;
  readonly context: RamContext;
}

export type RamDecision = 'allow' | 'explicit-deny' | 'implicit-deny';

/** An applicable Deny wins over any Allow, in whatever order; without either: implicit deny. Source: cloudapi 2.2. */
export function evaluate(policies: readonly RamPolicy[], request: RamRequest): RamDecision {
  const applicable = policies.flatMap(({ statements }) => statements).filter((one) => applies(one, request));
  if (applicable.some(({ effect }) => effect === 'Deny')) return 'explicit-deny';
  return applicable.length > 0 ? 'allow' : 'implicit-deny';
}

const applies = (statement: RamStatement, request: RamRequest): boolean =>
  actionMatches(statement.actions, request.action) &&
  statement.resources.some((pattern) => resourceMatches(pattern, request.resource)) &&
  statement.conditions.every((condition) => conditionHolds(condition, request.context));

/** Policies use two names for the gateway. */
const GATEWAY = ['apigateway', 'cloudapi'];

const namesOf = (product: string): readonly string[] => (GATEWAY.includes(product) ? GATEWAY : [product]);

function actionMatches({ negated, patterns }: RamStatement['actions'], action: string): boolean {
  const [product = '', operation = ''] = action.toLowerCase().split(':');
  const names = namesOf(product).map((name) => `${name}:${operation}`);
  const listed = patterns.some((pattern) => names.some((name) => matchesWildcard(pattern.toLowerCase(), name)));
  return listed !== negated;
}

/** Segment by segment, so that a wildcard never reaches over a colon into the account; only the last may hold colons. */
function resourceMatches(pattern: string, resource: string): boolean {
  if (pattern === '*') return true;
  const wanted = segmentsOf(pattern);
  const [, product, ...place] = segmentsOf(resource);
  const [, wantedProduct = '', ...wantedPlace] = wanted;
  const productMatches = namesOf(product ?? '').some((name) => matchesWildcard(wantedProduct, name));
  return (
    productMatches &&
    wantedPlace.length === place.length &&
    wantedPlace.every((segment, index) => matchesWildcard(segment, place[index] ?? ''))
  );
}

function segmentsOf(arn: string): string[] {
  const segments = arn.split(':');
  return segments.length <= 5 ? segments : [...segments.slice(0, 4), segments.slice(4).join(':')];
}

/** The system facts about a call, as condition keys. */
export function ramContext(facts: {
  readonly sourceIp: string;
  readonly now: Date;
  readonly secureTransport: boolean;
  readonly resourceTags?: ReadonlyMap<string, string>;
  readonly requestTags?: ReadonlyMap<string, string>;
}): RamContext {
  const tags = (kind: string, values: ReadonlyMap<string, string> = new Map()) =>
    [...values].map(([key, value]) => [`acs:${kind}/${key}`, value] as const);
  return new Map([
    ['acs:SourceIp', facts.sourceIp],
    ['acs:CurrentTime', facts.now.toISOString()],
    ['acs:SecureTransport', String(facts.secureTransport)],
    ...tags('ResourceTag', facts.resourceTags),
    ...tags('RequestTag', facts.requestTags),
  ]);
}
