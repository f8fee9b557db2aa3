import type { ClientRoute } from '../../../model/client-route.js';
import { HTTP_METHODS, type HttpMethod } from '../../../model/http-method.js';
import { ROUTE_TEXTS } from '../http/messages.js';
import { type Fields, refused } from './fields.js';

const METHOD_WORDS = [...HTTP_METHODS, 'ALL'] as const;

/** The contract's order: the list has an entry, the first is not empty, then every other rule. */
export function decodeClientRoute(route: Fields): ClientRoute {
  return {
    paths: decodePaths(route),
    hosts: route.texts('hostList', 'virtualHostList') ?? [],
    methods: decodeMethods(route),
    headers: (route.objects('headerList') ?? []).map((header) => ({
      name: header.requiredText('name'),
      value: header.text('value') ?? '',
    })),
    bufferRequest: route.flag('bufferRequest') ?? true,
    bufferResponse: route.flag('bufferResponse') ?? true,
  };
}

function decodePaths(route: Fields): readonly string[] {
  const paths = route.texts('relativePathList') ?? [];
  const [first] = paths;
  if (first === undefined) throw refused(ROUTE_TEXTS.needsPath);
  if (first.trim() === '') throw refused(ROUTE_TEXTS.emptyPath);
  const bad = paths.find((path) => !path.startsWith('/') || path.length < 2);
  if (bad !== undefined) throw refused(ROUTE_TEXTS.badPath(bad));
  return paths;
}

/** `ALL` among the methods, like no list at all, means any. */
function decodeMethods(route: Fields): readonly HttpMethod[] {
  const methods = route.membersOf('methodList', METHOD_WORDS) ?? [];
  return methods.includes('ALL') ? [] : [...new Set(methods.filter((method) => method !== 'ALL'))];
}

/** Route of a proxy whose request names none: `/` and the name, other characters than `A-Za-z0-9._~-` as `-`. */
export const defaultClientRoute = (proxyName: string): ClientRoute => ({
  paths: [`/${proxyName.trim().replace(/[^A-Za-z0-9._~-]+/g, '-')}`],
  hosts: [],
  methods: [],
  headers: [],
  bufferRequest: true,
  bufferResponse: true,
});
