import { textOf } from '../document-text.js';
import type { ParsedDescription, ParsedOperation } from '../parsed-description.js';
import { quoted, specFault } from '../spec-fault.js';
import { type SoapPort, soapPorts } from './soap-ports.js';
import { readXml, type XmlElement } from './xml-element.js';

const WSDL_2 = 'http://www.w3.org/ns/wsdl';
const ZIP = Buffer.from('PK\u0003\u0004');
const MAX_OPERATIONS = 20_000;
/** XML takes many times its size to read. What makes a WSDL large is its schemas, and those are not needed. */
const MAX_BYTES = 10 * 1024 * 1024;

/**
 * WSDL 1.1 as far as a gateway needs it: where each SOAP port is, and by what SOAP action each of its operations is
 * called. Messages and schemas are not looked at, so what a schema imports need not be there.
 */
export function parseWsdl(bytes: Uint8Array): ParsedDescription {
  if (ZIP.equals(bytes.subarray(0, ZIP.length))) {
    throw specFault('', 'is a ZIP file; send the WSDL alone, its schemas are not needed');
  }
  if (bytes.length > MAX_BYTES) throw specFault('', 'is larger than 10 MB; leave its schemas out');
  const root = readXml(textOf(bytes, 'a WSDL 1.1 document'));
  requireWsdl(root);
  const ports = soapPorts(root);
  const main = ports.find(({ version }) => version === '1.1') ?? ports[0];
  if (main === undefined) throw specFault('service', 'has no port with a SOAP binding over HTTP; add one');
  const operations = operationsOf(main, ports);
  if (operations.length > MAX_OPERATIONS) {
    throw specFault('binding', `has more than ${MAX_OPERATIONS} operations; split the description`);
  }
  return {
    title: main.service,
    version: '',
    description: root.children.find(({ name }) => name === 'documentation')?.text ?? '',
    servers: [main, ...ports].map(({ location }) => location).filter(isFirst),
    operations,
  };
}

const isFirst = <T>(item: T, index: number, all: readonly T[]): boolean => all.indexOf(item) === index;

function requireWsdl({ namespace, name }: XmlElement): void {
  if (name === 'definitions' && namespace === 'http://schemas.xmlsoap.org/wsdl/') return;
  if (namespace === WSDL_2) throw specFault('', 'is WSDL 2.0, which is not supported; use WSDL 1.1');
  throw specFault('', `begins with the element ${quoted(name)}; send a WSDL 1.1 document, whose root is 'definitions'`);
}

/** Ports of one interface are ways to the same operations. Another interface must at least be at the same address. */
function operationsOf(main: SoapPort, ports: readonly SoapPort[]): ParsedOperation[] {
  const found = new Map<string, { readonly port: SoapPort; readonly operation: ParsedOperation }>();
  for (const port of [main, ...ports.filter((other) => other !== main)]) {
    if (port.interfaceName !== main.interfaceName && port.location !== main.location) {
      const which = `port ${quoted(port.name)} (${quoted(port.location)})`;
      throw specFault('service', `${which} is another interface at another address; import it as a proxy of its own`);
    }
    for (const { name, action, documentation } of port.operations) {
      const earlier = found.get(name);
      if (earlier !== undefined && earlier.port.interfaceName !== port.interfaceName) {
        throw specFault('binding', `operation ${quoted(name)} is in two interfaces; import each as a proxy of its own`);
      }
      const actions = [...(earlier?.operation.soap ?? []), { version: port.version, action }];
      const distinct = [...new Map(actions.map((one) => [`${one.version} ${one.action}`, one])).values()];
      const operation = { path: `/${name}`, method: 'POST' as const, operationId: name, summary: documentation };
      found.set(name, { port: earlier?.port ?? port, operation: { ...operation, soap: distinct } });
    }
  }
  return [...found.values()].map(({ operation }) => operation);
}
