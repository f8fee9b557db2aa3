import CloudApi from '@alicloud/cloudapi20160714';

type Shape = 'string' | 'number' | 'boolean' | 'any' | Model | ArrayShape | MapShape;
interface ArrayShape {
  readonly type: 'array';
  readonly itemType: Shape;
}
interface MapShape {
  readonly type: 'map';
}
/** A class of the vendor's client: its members, their names on the wire, and what they are. */
interface Model {
  new (members: object): object;
  names(): Readonly<Record<string, string>>;
  types(): Readonly<Record<string, Shape>>;
}
type Fields = Readonly<Record<string, unknown>>;

const models = CloudApi as unknown as Readonly<Record<string, Model | undefined>>;

/** The typed client lacks what the vendor has dropped since the old one. */
export const isTyped = (action: string): boolean => models[`${action}Request`] !== undefined;

/** What an operation is asked, as the vendor's typed client wants it. */
export function typedRequest(action: string, parameters: Fields): object {
  const model = models[`${action}Request`];
  if (model === undefined) throw new Error(`the vendor's client knows no ${action}`);
  return typed(model, parameters);
}

function typed(model: Model, fields: Fields): object {
  const types = model.types();
  const members = Object.entries(model.names()).flatMap(([member, name]) => {
    const value = fields[name];
    return value === undefined ? [] : [[member, typedValue(types[member], value)]];
  });
  const unknown = Object.keys(fields).filter((name) => !Object.values(model.names()).includes(name));
  if (unknown.length > 0) throw new Error(`the vendor's client sends no ${unknown.join(', ')} there`);
  return new model(Object.fromEntries(members));
}

function typedValue(shape: Shape | undefined, value: unknown): unknown {
  if (typeof shape !== 'object' || !('itemType' in shape) || !Array.isArray(value)) return value;
  const { itemType } = shape;
  return isModel(itemType) ? value.map((item) => typed(itemType, item)) : value;
}

/** Answers of these say more than the vendor's client knows; sending more is harmless (cloudapi-2016-07-14.md 4.2). */
const MAY_SAY_MORE = new Set(['DescribeDeployedApi', 'DescribeApiHistory', 'DescribeApi']);

/** Every field of an answer that the vendor's client does not know, or knows as something else. */
export function strayFields(action: string, body: unknown): string[] {
  const model = models[`${action}ResponseBody`];
  if (model === undefined) return [];
  return [...straysIn(body, model, action, MAY_SAY_MORE.has(action))];
}

function* straysIn(value: unknown, shape: Shape, at: string, mayHaveMore: boolean): Iterable<string> {
  if (value === null || value === undefined || shape === 'any') return;
  if (typeof shape === 'string') {
    if (typeof value !== shape) yield `${at} is no ${shape}: ${JSON.stringify(value)}`;
  } else if (isModel(shape)) {
    if (typeof value !== 'object' || Array.isArray(value)) yield `${at} is no object`;
    else yield* straysOf(value as Fields, shape, at, mayHaveMore);
  } else if ('itemType' in shape) {
    if (!Array.isArray(value)) yield `${at} is no list`;
    else
      for (const [index, item] of value.entries())
        yield* straysIn(item, shape.itemType, `${at}[${index}]`, mayHaveMore);
  } else if (typeof value !== 'object') yield `${at} is no map`;
}

function* straysOf(value: Fields, model: Model, at: string, mayHaveMore: boolean): Iterable<string> {
  const members = new Map(Object.entries(model.names()).map(([member, name]) => [name, member]));
  const types = model.types();
  for (const [name, inner] of Object.entries(value)) {
    const shape = types[members.get(name) ?? ''];
    if (shape !== undefined) yield* straysIn(inner, shape, `${at}.${name}`, mayHaveMore);
    else if (!mayHaveMore) yield `${at}.${name} is unknown`;
  }
}

const isModel = (shape: Shape | undefined): shape is Model => typeof shape === 'function';
