/** Bodies of requests to the apiops dialect. */

/** Body of a proxy without a specification. */
export const proxyBody = (name: string, backend: string, more: object = {}) => ({
  apiProxyName: name,
  apiProxyCreationType: 'REVERSE_PROXY',
  clientRoute: { relativePathList: [`/${name}`], hostList: [] },
  routingInfo: { routingAddressList: [{ address: backend, weight: 100 }] },
  ...more,
});

export const groupBody = (name: string, path: string, more: object = {}) => ({
  name,
  description: 'All payment APIs',
  clientRoute: { relativePathList: [path] },
  ...more,
});

export const SPEC = `openapi: 3.0.3
info: { title: cards, version: '1' }
servers: [{ url: 'http://127.0.0.1:9/v1' }]
paths:
  /cards/{id}:
    get: { summary: One card, responses: { '200': { description: ok } } }
  /cards:
    post: { responses: { '201': { description: made } } }
`;

export const GROUP_MAPPING = { type: 'PROXY_GROUP', sourceApiName: 'Pay', deployTargetEnvironmentNameList: ['test'] };

export const mapping = (name: string, more: object = {}) => ({
  name,
  sourceProjectName: 'default',
  sourceApiName: 'cards',
  targetInstanceName: 'here',
  targetProjectName: 'target',
  ...more,
});

/** Of a proxy that has a description. */
export const metadata = (name: string, more: object = {}) => ({
  apiProxyName: name,
  apiProxyCreationType: 'OPEN_API',
  clientRoute: { relativePathList: [`/${name}`] },
  ...more,
});

/** A form of metadata and a description. */
export function described(name: string, more: object = {}): FormData {
  const form = new FormData();
  form.set('metadata', JSON.stringify(metadata(name, more)));
  form.set('specFile', new Blob([SPEC]), 'spec.yaml');
  return form;
}

/** One whose backend nobody calls. */
export const reverseProxy = (name: string, more: object = {}) => proxyBody(name, 'http://127.0.0.1:9', more);
