import type { HeaderMatch, PathSegment, Route, StageMatch } from '../../ir/fragment.js';
import { matchesHeader } from '../../ir/header-parameter.js';
import { compareSegments, compareText, matchesSegment, segmentShape } from '../../ir/path-segment.js';
import { compareConditions, hasTail, segmentsOf, templateOf } from '../../ir/precedence.js';
import { matchesQuery } from '../../ir/query.js';
import { STAGE_HEADER } from '../../ir/stage.js';
import { headerLines } from './header-lines.js';

/** What the index holds: a route and the release that owns it. */
export interface Routable {
  readonly owner: string;
  readonly route: Route;
}

/** A request as the index sees it. `segments` is filled when first needed and shared by all tables that are asked. */
export interface Lookup {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** Name, value, name, value, as the request has them. */
  readonly rawHeaders: readonly string[];
  /** With its `?`, or `''`. */
  readonly query: string;
  segments: readonly string[] | null;
  /** The listener is another environment's: only routes with a stage count, and that has to be asked for. */
  readonly isGuest: boolean;
}

/** Routes of one host: exact paths in a map, all others in a tree of segments. A lookup costs the depth of the path. */
export class PathTable<T extends Routable> {
  readonly #exact = new Map<string, T[]>();
  readonly #root = new PathNode<T>(null, null);

  get isEmpty(): boolean {
    return this.#exact.size === 0 && this.#root.isEmpty;
  }

  add(item: T): void {
    const { path } = item.route.match;
    if (path.kind !== 'exact') {
      const node = this.#nodeOf(item.route);
      insert(hasTail(path) ? node.below : node.here, item);
      return;
    }
    const items = this.#exact.get(path.path);
    if (items === undefined) this.#exact.set(path.path, [item]);
    else insert(items, item);
  }

  /** Leaves no empty node behind. */
  remove(item: T): void {
    const { path } = item.route.match;
    if (path.kind !== 'exact') {
      const node = this.#nodeOf(item.route);
      takeOut(hasTail(path) ? node.below : node.here, item);
      node.prune();
      return;
    }
    const items = this.#exact.get(path.path);
    if (items !== undefined && takeOut(items, item) === 0) this.#exact.delete(path.path);
  }

  /** The best route of this host whose conditions hold; the order is that of `compareCandidates`. */
  find(lookup: Lookup): T | null {
    const exact = this.#exact.get(lookup.path);
    const found = exact === undefined ? null : firstThatHolds(exact, lookup);
    if (found !== null || this.#root.isEmpty || !lookup.path.startsWith('/')) return found;
    lookup.segments ??= segmentsOf(lookup.path);
    return findInTree(this.#root, lookup.segments, lookup);
  }

  #nodeOf(route: Route): PathNode<T> {
    return templateOf(route.match.path).reduce((node, segment) => node.child(segment), this.#root);
  }
}

/** Nodes of one depth are kept most specific first, so the first hit from the deepest level up is the best route. */
function findInTree<T extends Routable>(root: PathNode<T>, segments: readonly string[], lookup: Lookup): T | null {
  const levels: PathNode<T>[][] = [[root]];
  for (const segment of segments) {
    const next: PathNode<T>[] = [];
    for (const node of levels.at(-1) ?? []) node.matching(segment, next);
    if (next.length === 0) break;
    levels.push(next);
  }
  for (let depth = levels.length - 1; depth >= 0; depth -= 1) {
    const nodes = levels[depth] ?? [];
    const whole = depth === segments.length ? findInLists(nodes, 'here', lookup) : null;
    const found = whole ?? findInLists(nodes, 'below', lookup);
    if (found !== null) return found;
  }
  return null;
}

function findInLists<T extends Routable>(nodes: PathNode<T>[], list: 'here' | 'below', lookup: Lookup): T | null {
  for (const node of nodes) {
    const found = firstThatHolds(node[list], lookup);
    if (found !== null) return found;
  }
  return null;
}

class PathNode<T extends Routable> {
  /** Routes that end at this node. */
  readonly here: T[] = [];
  /** Routes that match this node and everything below it. */
  readonly below: T[] = [];
  readonly #parent: PathNode<T> | null;
  readonly #segment: PathSegment | null;
  readonly #literals = new Map<string, PathNode<T>>();
  /** Parameters with and without pieces, most specific first. */
  readonly #params: PathNode<T>[] = [];

  constructor(parent: PathNode<T> | null, segment: PathSegment | null) {
    this.#parent = parent;
    this.#segment = segment;
  }

  get isEmpty(): boolean {
    return this.here.length === 0 && this.below.length === 0 && this.#literals.size === 0 && this.#params.length === 0;
  }

  matching(segment: string, into: PathNode<T>[]): void {
    const literal = this.#literals.get(segment);
    if (literal !== undefined) into.push(literal);
    for (const node of this.#params) {
      if (node.#segment !== null && matchesSegment(node.#segment, segment)) into.push(node);
    }
  }

  child(segment: PathSegment): PathNode<T> {
    const known =
      'literal' in segment
        ? this.#literals.get(segment.literal)
        : this.#params.find((node) => node.#segment !== null && segmentShape(node.#segment) === segmentShape(segment));
    if (known !== undefined) return known;
    const node = new PathNode<T>(this, segment);
    if ('literal' in segment) this.#literals.set(segment.literal, node);
    else this.#params.push(node);
    this.#params.sort((a, b) => (a.#segment && b.#segment ? compareSegments(a.#segment, b.#segment) : 0));
    return node;
  }

  /** Takes itself, and then its parents, out of the tree as long as they hold nothing. */
  prune(): void {
    if (!this.isEmpty || this.#parent === null || this.#segment === null) return;
    if ('literal' in this.#segment) this.#parent.#literals.delete(this.#segment.literal);
    else this.#parent.#params.splice(this.#parent.#params.indexOf(this), 1);
    this.#parent.prune();
  }
}

const compareItems = (a: Routable, b: Routable): number =>
  compareConditions(a.route, b.route) || compareText(a.owner, b.owner);

function insert<T extends Routable>(items: T[], item: T): void {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = items[middle];
    if (other !== undefined && compareItems(other, item) < 0) low = middle + 1;
    else high = middle;
  }
  items.splice(low, 0, item);
}

/** How many are left. */
function takeOut<T>(items: T[], item: T): number {
  const at = items.indexOf(item);
  if (at >= 0) items.splice(at, 1);
  return items.length;
}

function firstThatHolds<T extends Routable>(items: readonly T[], lookup: Lookup): T | null {
  for (const item of items) if (holds(item.route, lookup)) return item;
  return null;
}

function holds({ match: { methods, headers, query, stage } }: Route, lookup: Lookup): boolean {
  if (methods.length > 0 && !methods.includes(lookup.method)) return false;
  for (const header of headers) if (!matchesOneOf(header, lookup)) return false;
  if (stage === undefined ? lookup.isGuest : !isStageAsked(stage, lookup)) return false;
  return query === undefined || matchesQuery(query, lookup.query);
}

function matchesOneOf(wanted: HeaderMatch, { headers, rawHeaders }: Lookup): boolean {
  const lines = headerLines(headers[wanted.name], wanted.name, rawHeaders);
  return lines.some((line) => matchesHeader(wanted, line));
}

function isStageAsked({ name, forced }: StageMatch, { headers, isGuest }: Lookup): boolean {
  if (forced) return true;
  const asked = headers[STAGE_HEADER];
  return asked === name || (asked === undefined && !isGuest);
}
