import type { Fault, Problem } from '../../../shared/problem.js';

/** The core's words for a field, and this dialect's. Longer prefixes first. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^clientRoute\.paths/, 'clientRoute.relativePathList'],
  [/^clientRoute\.hosts/, 'clientRoute.hostList'],
  [/^clientRoute\.methods/, 'clientRoute.methodList'],
  [/^clientRoute\.headers/, 'clientRoute.headerList'],
  [/^routing\.addresses/, 'routingInfo.routingAddressList'],
  [/^routing\.connectTimeoutMs/, 'routingInfo.connectTimeout'],
  [/^routing\.readTimeoutMs/, 'routingInfo.readTimeout'],
  [/^routing\.algorithm/, 'routingInfo.loadBalanceAlgorithm'],
  [/^routing\.enabled/, 'routingInfo.routingEnabled'],
  [/^routing/, 'routingInfo'],
  [/^operations(.*)\.backendPath$/, 'endpointList$1.backendResourceUrl'],
  [/^operations(.*)\.backendMethod$/, 'endpointList$1.backendHttpMethod'],
  [/^operations(.*)\.cache\.ttlSeconds$/, 'endpointList$1.cacheSettings.ttl'],
  [/^operations(.*)\.cache\.variables(.*)$/, 'endpointList$1.cacheSettings.variableList$2'],
  [/^operations(.*)\.cache/, 'endpointList$1.cacheSettings'],
  [/^operations(.*)\.path$/, 'endpointList$1.endpoint'],
  [/^operations(.*)\.method$/, 'endpointList$1.httpMethod'],
  [/^operations/, 'endpointList'],
];

/** `routing.addresses[0].address` -> `routingInfo.routingAddressList[0].address`. */
export function dialectField(field: string): string {
  const word = WORDS.find(([pattern]) => pattern.test(field));
  return word === undefined ? field : field.replace(word[0], word[1]);
}

/** A core message begins with its field; says the same with the dialect's name of it. */
export const dialectMessage = (message: string, field: string | undefined): string =>
  field !== undefined && message.startsWith(field) ? `${dialectField(field)}${message.slice(field.length)}` : message;

/** One fault, with the member and the field that caused it. */
const faultText = (fault: Fault): string => `${fault.proxyName}: ${dialectField(fault.field)}: ${fault.message}`;

/** What a problem says, in this dialect's words; names every member and field at fault, not only the first. */
export function problemText({ message, facts }: Problem): string {
  if (facts.faults === undefined || facts.faults.length === 0) return dialectMessage(message, facts.field);
  return `Nothing was deployed: ${facts.faults.map(faultText).join('; ')}`;
}
