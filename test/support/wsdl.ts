export interface WsdlParts {
  readonly address?: string;
  /** Operation -> its SOAP action. */
  readonly operations?: Readonly<Record<string, string>>;
  readonly versions?: readonly ('1.1' | '1.2')[];
  /** Put before the messages, e.g. an import. */
  readonly extra?: string;
}

const SOAP = { '1.1': 'soap', '1.2': 'soap12' };
const TRANSPORT = {
  '1.1': 'http://schemas.xmlsoap.org/soap/http',
  '1.2': 'http://www.w3.org/2003/05/soap/bindings/HTTP/',
};

/** A WSDL 1.1 document of our own: one interface `Sums`, a port for each version of SOAP. */
export function wsdl({
  address = 'http://backend.example/sums.asmx',
  operations = { Add: 'urn:sums/Add', Subtract: 'urn:sums/Subtract' },
  versions = ['1.1', '1.2'],
  extra = '',
}: WsdlParts = {}): string {
  const names = Object.keys(operations);
  return `<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:tns="urn:sums" targetNamespace="urn:sums" name="Sums">
  <wsdl:documentation>Adds and takes away</wsdl:documentation>
  ${extra}
  ${names.map((name) => `<wsdl:message name="${name}In"/>`).join('\n  ')}
  <wsdl:portType name="Sums">
${names.map((name) => `    <wsdl:operation name="${name}"><wsdl:documentation>Does ${name}</wsdl:documentation><wsdl:input message="tns:${name}In"/></wsdl:operation>`).join('\n')}
  </wsdl:portType>
${versions.map((version) => bindingOf(version, operations)).join('\n')}
  <wsdl:service name="SumsService">
${versions.map((version) => `    <wsdl:port name="Port${version}" binding="tns:Binding${version}"><${SOAP[version]}:address location="${address}"/></wsdl:port>`).join('\n')}
  </wsdl:service>
</wsdl:definitions>
`;
}

function bindingOf(version: '1.1' | '1.2', operations: Readonly<Record<string, string>>): string {
  const soap = SOAP[version];
  const bound = Object.entries(operations).map(
    ([name, action]) =>
      `    <wsdl:operation name="${name}"><${soap}:operation soapAction="${action}"/><wsdl:input/></wsdl:operation>`,
  );
  return `  <wsdl:binding name="Binding${version}" type="tns:Sums">
    <${soap}:binding style="document" transport="${TRANSPORT[version]}"/>
${bound.join('\n')}
  </wsdl:binding>`;
}
