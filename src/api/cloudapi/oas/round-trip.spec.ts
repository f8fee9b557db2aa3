import { outlineText } from '../../../api-proxies/spec-import/outline.js';
import { publish } from '../../../api-proxies/spec-publish/publish.js';
import { DEFAULT_LIMITS } from '../../../config/limits.js';
import type { ApiFacts } from '../decode/api-shapes.js';
import type { DescribedApi, ImportDefaults } from './decode-operation.js';
import { encodeDocument } from './encode-document.js';
import type { ExportGeneration } from './encode-parameters.js';
import { EXTENSION, WORDS } from './extensions.js';
import { type ImportEntry, readEntries } from './import-entry.js';
import { TELLING } from './testing/telling-descriptions.js';

const DEFAULTS: ImportDefaults = {
  authType: 'APP',
  requestMode: 'MAPPING',
  extensions: {},
  ownDomain: 'gateway.test',
  limits: DEFAULT_LIMITS,
};

function imported(text: string): ImportEntry[] {
  const outline = JSON.parse(outlineText(Buffer.from(text), null, WORDS));
  return readEntries(outline, { ...DEFAULTS, extensions: outline.extensions });
}

const apisOf = (entries: readonly ImportEntry[]): Record<string, DescribedApi> =>
  Object.fromEntries(
    entries.map(({ method, path, api }) => {
      if (typeof api === 'string') throw new Error(`${method} ${path}: ${api}`);
      return [`${method} ${path}`, api];
    }),
  );

const exportedDocument = (apis: readonly DescribedApi[], generation: ExportGeneration, withExtensions = true) =>
  encodeDocument({
    generation,
    withExtensions,
    title: 'group',
    description: '',
    host: 'g.gateway.test',
    basePath: '/base',
    apis,
  });

const exported = (apis: readonly DescribedApi[], generation: ExportGeneration, format: 'json' | 'yaml'): string =>
  publish({ kind: 'plain', document: Buffer.from(JSON.stringify(exportedDocument(apis, generation))), format });

/** What export makes explicit. */
const named = (apis: Record<string, DescribedApi>) =>
  Object.fromEntries(Object.entries(apis).map(([key, api]) => [key, { ...api, isNamed: true }]));

const FORMS = [
  ['2.0', 'json'],
  ['2.0', 'yaml'],
  ['3.0', 'json'],
  ['3.0', 'yaml'],
] as const;

describe.each(TELLING)('$trait', ({ text, facts }) => {
  it('is read', () => {
    const apis = apisOf(imported(text));
    expect(Object.keys(apis)).toEqual(Object.keys(facts));
    for (const [key, wanted] of Object.entries(facts)) expect(apis[key]?.facts).toMatchObject(wanted);
  });

  it.each(FORMS)('comes back from an export in %s as %s', (generation, format) => {
    const apis = apisOf(imported(text));
    expect(apisOf(imported(exported(Object.values(apis), generation, format)))).toEqual(named(apis));
  });
});

const WITHOUT_WORDS: ApiFacts = {
  Visibility: 'PRIVATE',
  AuthType: 'ANONYMOUS',
  AppCodeAuthType: 'HEADER',
  AllowSignatureMethod: 'HmacSHA1,HmacSHA256',
  ForceNonceCheck: false,
  DisableInternet: true,
  ResultType: 'JSON',
  ResultSample: '{}',
  ErrorCodeSamples: [{ Code: '400', Message: 'no' }],
  RequestConfig: {
    RequestProtocol: 'http',
    RequestHttpMethod: 'HEADER',
    RequestPath: '/w/[a]',
    RequestMode: 'MAPPING',
    PostBodyDescription: 'posted',
  },
  ServiceConfig: {
    ServiceProtocol: 'HTTPS',
    ServiceAddress: 'https://b',
    ServicePath: '',
    ServiceTimeout: 30,
    ContentTypeCatagory: 'CUSTOM',
    ContentTypeValue: 'text/plain',
  },
  RequestParameters: [
    { ApiParameterName: 'a', Location: 'Path', ParameterType: 'STRING', Required: 'REQUIRED', DocOrder: 3 },
    { ApiParameterName: 'b', Location: 'QUERY', ParameterType: 'Int', DefaultValue: '007' },
  ],
  ServiceParameters: [
    { ServiceParameterName: 'one', Location: 'QUERY', ParameterType: 'String' },
    { ServiceParameterName: 'two', Location: 'HEAD', ParameterType: 'String' },
  ],
  ServiceParametersMap: [
    { ServiceParameterName: 'one', RequestParameterName: 'b' },
    { ServiceParameterName: 'two', RequestParameterName: 'b' },
  ],
};

describe('what descriptions have no words for', () => {
  it.each(FORMS)('comes back too, in %s as %s', (generation, format) => {
    const api = { name: 'odd_api', isNamed: true, description: 'odd', facts: WITHOUT_WORDS };
    const [again] = Object.values(apisOf(imported(exported([api], generation, format))));
    expect(again).toMatchObject(api);
    expect(again?.facts.ServiceConfig).not.toHaveProperty('ServiceHttpMethod');
  });

  it('is the only thing that our own extension holds', () => {
    for (const { trait, text } of TELLING) {
      const document = JSON.stringify(exportedDocument(Object.values(apisOf(imported(text))), '2.0'));
      expect([trait, document.includes(EXTENSION.further)]).toEqual([trait, false]);
    }
  });
});

describe('an export without extensions', () => {
  const [any] = TELLING.filter(({ trait }) => trait === 'any method');
  const apis = Object.values(apisOf(imported(any?.text ?? '')));

  it('says each method, and nothing of a vendor', () => {
    const document = exportedDocument(apis, '3.0', false);
    expect(Object.keys(document)).toEqual(['openapi', 'info', 'servers', 'paths']);
    const methods = ['get', 'post', 'put', 'head', 'options', 'delete', 'patch'];
    expect(Object.keys((document['paths'] as Record<string, object>)['/any/*'] ?? {})).toEqual(methods);
    expect(JSON.stringify(document)).not.toMatch(/x-/);
  });

  it('leads back to this gateway, so it makes no API that would call itself', () => {
    const [entry] = imported(JSON.stringify(exportedDocument(apis, '3.0', false)));
    expect(entry?.api).toMatch(/no backend/);
  });
});

describe('an operation that can be no API', () => {
  const one = (operation: object) =>
    imported(JSON.stringify({ swagger: '2.0', paths: { '/a': { get: operation } } }))[0];

  it.each([
    [{}, /no backend/],
    [{ 'x-aliyun-apigateway-backend': { type: 'OSS' } }, /x-aliyun-apigateway-backend: type must be one of/],
    [{ 'x-aliyun-apigateway-backend': { type: '__proto__' } }, /type must be one of/],
    [{ 'x-aliyun-apigateway-backend': 'http://b' }, /x-aliyun-apigateway-backend.*object/],
    [{ 'x-aliyun-apigateway-backend': { type: 'HTTP', timeout: 'soon' } }, /Timeout must be a number/],
    [
      { 'x-aliyun-apigateway-backend': { type: 'MOCK' }, 'x-aliyun-apigateway-api-market-enable': 'yes' },
      /market-enable/,
    ],
  ])('says why: %j', (operation, reason) => {
    expect(one(operation)?.api).toMatch(reason);
  });
});
