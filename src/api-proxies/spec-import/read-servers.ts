import { isObject, type JsonObject, member, objectAt, quoted, specFault, textAt } from './spec-fault.js';

const MAX_SERVERS = 100;

/** `servers` of OpenAPI 3, with every `{variable}` replaced by its default. */
export function openApiServers(root: JsonObject): string[] {
  const servers = member(root, 'servers');
  if (servers === undefined || servers === null) return [];
  if (!Array.isArray(servers)) throw specFault('servers', 'must be a list');
  if (servers.length > MAX_SERVERS) throw specFault('servers', `has more than ${MAX_SERVERS} entries`);
  return servers.map((server: unknown, index) => {
    const location = `servers[${index}]`;
    if (!isObject(server) || typeof member(server, 'url') !== 'string') {
      throw specFault(location, 'must be an object with a url');
    }
    // An empty one is written for "where this document is served"; `/` is what the standard says in place of none.
    const url = textAt(server, 'url').trim() || '/';
    return substituted(url, objectAt(server, 'variables', `${location}.variables`) ?? {}, location);
  });
}

function substituted(url: string, variables: JsonObject, location: string): string {
  return url.replace(/\{([^{}]+)\}/g, (_whole, name: string) => {
    const variable = objectAt(variables, name, `${location}.variables.${name}`);
    if (variable === null || member(variable, 'default') === undefined) {
      throw specFault(location, `variable ${quoted(name)} has no default; give it one`);
    }
    return textAt(variable, 'default');
  });
}

/** `host`, `basePath` and `schemes` of Swagger 2; https first. Without a host: the base path, relative. */
export function swaggerServers(root: JsonObject): string[] {
  const host = textAt(root, 'host');
  const basePath = textAt(root, 'basePath');
  if (basePath !== '' && !basePath.startsWith('/')) throw specFault('basePath', 'must begin with /');
  if (host === '') return basePath === '' ? [] : [basePath];
  const schemes = member(root, 'schemes');
  const listed: unknown[] = Array.isArray(schemes) ? schemes : [];
  const usable = ['https', 'http'].filter((scheme) => listed.includes(scheme));
  return (usable.length > 0 ? usable : ['https']).map((scheme) => `${scheme}://${host}${basePath}`);
}
