import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isObject, type JsonObject, specFault } from '../spec-fault.js';

/** An element with its names resolved: prefixes mean something only where they are declared. */
export interface XmlElement {
  /** `''` for none. */
  readonly namespace: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, without that of its children. */
  readonly text: string;
  /** Prefix -> namespace, as it holds inside the element. */
  readonly scope: ReadonlyMap<string, string>;
}

const MAX_DEPTH = 100;
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Also the numbers of characters, which every XML document may use.
  htmlEntities: true,
  maxNestedTags: MAX_DEPTH,
});

/** The root of an XML document. Without a DTD, so nothing in it can name a file or unfold. */
export function readXml(text: string): XmlElement {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw specFault('', 'has a DOCTYPE, which is not read; remove it');
  const fault = XMLValidator.validate(text);
  if (fault !== true) throw specFault('', `is not valid XML: line ${fault.err.line}: ${fault.err.msg}`);
  const [root] = elementsIn(parsed(text), new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]), 0);
  if (root === undefined) throw specFault('', 'has no XML element; send a WSDL 1.1 document');
  return root;
}

/** The parser refuses deep nesting and the names of the language's own members with plain errors. */
function parsed(text: string): unknown {
  try {
    return parser.parse(text);
  } catch (error) {
    if (error instanceof Error) throw specFault('', `cannot be read as XML: ${error.message.slice(0, 200)}`);
    throw error;
  }
}

function elementsIn(nodes: unknown, scope: XmlElement['scope'], depth: number): XmlElement[] {
  if (depth > MAX_DEPTH) throw specFault('', `is nested deeper than ${MAX_DEPTH} levels; flatten it`);
  if (!Array.isArray(nodes)) return [];
  return nodes.filter(isObject).flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ':@' && !key.startsWith('#'));
    return tag === undefined ? [] : [elementOf(tag, node, scope, depth)];
  });
}

function elementOf(tag: string, node: JsonObject, outer: XmlElement['scope'], depth: number): XmlElement {
  const written = isObject(node[':@']) ? node[':@'] : {};
  const attributes = new Map(Object.entries(written).map(([name, value]) => [name, String(value)]));
  const scope = scopeOf(attributes, outer);
  const { namespace, name } = resolve(tag, scope);
  const content = node[tag];
  return { namespace, name, attributes, scope, text: textIn(content), children: elementsIn(content, scope, depth + 1) };
}

function scopeOf(attributes: XmlElement['attributes'], outer: XmlElement['scope']): XmlElement['scope'] {
  const declared = [...attributes].flatMap(([name, value]): [string, string][] => {
    if (name === 'xmlns') return [['', value]];
    return name.startsWith('xmlns:') ? [[name.slice('xmlns:'.length), value]] : [];
  });
  return declared.length === 0 ? outer : new Map([...outer, ...declared]);
}

export interface QualifiedName {
  readonly namespace: string;
  readonly name: string;
}

/** A name as it is written, `prefix:name` or `name`, by the declarations in force. An undeclared prefix is a namespace of nobody's. */
export function resolve(written: string, scope: XmlElement['scope']): QualifiedName {
  const at = written.indexOf(':');
  const prefix = at < 0 ? '' : written.slice(0, at);
  const undeclared = prefix === '' ? '' : `undeclared ${prefix}`;
  return { namespace: scope.get(prefix) ?? undeclared, name: written.slice(at + 1) };
}

const textIn = (content: unknown): string =>
  Array.isArray(content)
    ? content
        .filter(isObject)
        .map((node) => (typeof node['#text'] === 'string' ? node['#text'] : ''))
        .join('')
        .trim()
    : '';
