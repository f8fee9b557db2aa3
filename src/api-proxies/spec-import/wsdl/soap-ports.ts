import { quoted, specFault } from '../spec-fault.js';
import { type QualifiedName, resolve, type XmlElement } from './xml-element.js';

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const SOAP_VERSIONS: ReadonlyMap<string, SoapVersion> = new Map([
  ['http://schemas.xmlsoap.org/wsdl/soap/', '1.1'],
  ['http://schemas.xmlsoap.org/wsdl/soap12/', '1.2'],
]);
/** What `transport` says for HTTP, in the words of either version; empty is HTTP to those who left it out. */
const HTTP_TRANSPORTS: ReadonlySet<string> = new Set([
  '',
  'http://schemas.xmlsoap.org/soap/http',
  'http://schemas.xmlsoap.org/soap/http/',
  'http://www.w3.org/2003/05/soap/bindings/HTTP/',
  'http://www.w3.org/2003/05/soap/bindings/HTTP',
]);

type SoapVersion = '1.1' | '1.2';

export interface SoapPort {
  readonly service: string;
  readonly name: string;
  readonly location: string;
  readonly version: SoapVersion;
  /** Name of the portType. */
  readonly interfaceName: string;
  readonly operations: readonly SoapPortOperation[];
}

export interface SoapPortOperation {
  readonly name: string;
  /** `''` when the binding names none. */
  readonly action: string;
  readonly documentation: string;
}

/** Every port of every service that speaks SOAP over HTTP, in document order. Others (HTTP GET, JMS) are passed over. */
export function soapPorts(root: XmlElement): SoapPort[] {
  return children(root, 'service').flatMap((service) =>
    children(service, 'port').flatMap((port) => {
      const binding = find(root, 'binding', port);
      const soap = soapOf(binding);
      if (soap === undefined || !HTTP_TRANSPORTS.has(soap.element.attributes.get('transport') ?? '')) return [];
      return [portOf({ root, service, port, binding, version: soap.version })];
    }),
  );
}

interface PortParts {
  readonly root: XmlElement;
  readonly service: XmlElement;
  readonly port: XmlElement;
  readonly binding: XmlElement;
  readonly version: SoapVersion;
}

function portOf({ root, service, port, binding, version }: PortParts): SoapPort {
  const at = `service.${nameOf(service, 'service')}.${nameOf(port, 'port')}`;
  const address = port.children.find(({ namespace, name }) => name === 'address' && SOAP_VERSIONS.has(namespace));
  const location = address?.attributes.get('location')?.trim() ?? '';
  if (location === '') throw specFault(at, 'has no soap:address with a location; give it one');
  const portType = find(root, 'portType', binding);
  return {
    service: nameOf(service, 'service'),
    name: nameOf(port, 'port'),
    location,
    version,
    interfaceName: nameOf(portType, 'portType'),
    operations: operationsOf(binding, portType),
  };
}

function operationsOf(binding: XmlElement, portType: XmlElement): SoapPortOperation[] {
  const at = `binding.${nameOf(binding, 'binding')}`;
  const seen = new Set<string>();
  return children(binding, 'operation').map((operation) => {
    const name = nameOf(operation, `${at}.operation`);
    if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) throw specFault(at, `${quoted(name)} is not an operation's name`);
    if (seen.has(name))
      throw specFault(at, `has the operation ${quoted(name)} twice; rename one, overloading has no path`);
    seen.add(name);
    const declared = children(portType, 'operation').find((one) => one.attributes.get('name') === name);
    if (declared === undefined) throw specFault(at, `operation ${quoted(name)} is not in its portType; add it there`);
    return { name, action: actionOf(operation, at, name), documentation: documentationOf(declared) };
  });
}

function actionOf(operation: XmlElement, at: string, name: string): string {
  const action = soapOf(operation, 'operation')?.element.attributes.get('soapAction') ?? '';
  if (/[^\x20-\x7e]|["\\]/.test(action)) {
    throw specFault(at, `the soapAction of ${quoted(name)} has a character that a header cannot quote; use a URI`);
  }
  return action;
}

const documentationOf = (element: XmlElement): string =>
  (children(element, 'documentation')[0]?.text ?? '')
    .replace(/\s+/g, ' ')
    .replace(/\0|\p{Surrogate}/gu, '')
    .slice(0, 500);

function soapOf(parent: XmlElement, wanted = 'binding'): { element: XmlElement; version: SoapVersion } | undefined {
  for (const element of parent.children) {
    const version = SOAP_VERSIONS.get(element.namespace);
    if (version !== undefined && element.name === wanted) return { element, version };
  }
  return undefined;
}

/** What the attribute `binding` or `type` of an element points at. Names are of the document's own namespace. */
function find(root: XmlElement, kind: 'binding' | 'portType', from: XmlElement): XmlElement {
  const written = from.attributes.get(kind === 'binding' ? 'binding' : 'type') ?? '';
  const at = `${from.name}.${nameOf(from, from.name)}`;
  if (written === '') throw specFault(at, `names no ${kind}; add the attribute`);
  const target = resolve(written, from.scope);
  const found = children(root, kind).find((element) => element.attributes.get('name') === target.name);
  if (found !== undefined && isOwn(root, target)) return found;
  const imports = children(root, 'import').length > 0;
  const fix = imports ? 'wsdl:import is not followed; bundle it into one file' : 'add it';
  throw specFault(at, `${kind} ${quoted(written)} is not in the document; ${fix}`);
}

/** Many documents leave the prefix out where the default namespace is WSDL's own, and everybody reads them. */
const isOwn = (root: XmlElement, { namespace }: QualifiedName): boolean =>
  [root.attributes.get('targetNamespace') ?? '', '', WSDL].includes(namespace);

const children = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.filter((child) => child.name === name && child.namespace === WSDL);

function nameOf(element: XmlElement, at: string): string {
  const name = element.attributes.get('name')?.trim() ?? '';
  if (name === '') throw specFault(at, 'has no name; give it one');
  return name.slice(0, 200);
}
