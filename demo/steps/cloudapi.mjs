import { check, checkEqual } from '../lib/check.mjs';
import { call } from '../lib/http.mjs';
import { received } from '../lib/shop.mjs';
import { milliseconds } from '../lib/transcript.mjs';

/** The same job in the other dialect, through the vendor's own client. */
export async function deployWithVendorClient({ say, cloudapi, backends, gatewright, times }) {
  say.step("Deploy three APIs with Alibaba Cloud's own npm client (cloudapi)");
  say.note('@alicloud/cloudapi20160714, unchanged, pointed at this server:');
  say.code(cloudapi.construction);
  const { body: group } = await cloudapi.call('createApiGroup', { groupName: 'billing', basePath: '/billing' }, brief);
  check(/^[0-9a-f]{32}$/.test(group.groupId ?? ''), 'the group is made', group);
  const ids = [];
  for (const definition of definitions(backends)) {
    const { body } = await cloudapi.call('createApi', { groupId: group.groupId, ...definition });
    ids.push(body.apiId);
  }
  const took = [];
  for (const apiId of ids) {
    const target = { groupId: group.groupId, apiId, stageName: 'RELEASE', description: 'demo' };
    const { ms } = await cloudapi.call('deployApi', target);
    took.push(ms);
  }
  times.push(['DeployApi (slowest of three)', Math.max(...took)]);
  await callApis(say, gatewright.gateways.production, group.subDomain);
  say.good(`three APIs live through signed RPC calls; the slowest DeployApi took ${milliseconds(Math.max(...took))}`);
  await abolish({ say, cloudapi, gatewright }, group, ids[2]);
  return group;
}

const brief = ({ groupId, subDomain }) => ({ groupId, subDomain });

const definitions = (backends) => [
  {
    apiName: 'invoice',
    visibility: 'PUBLIC',
    authType: 'ANONYMOUS',
    requestConfig: request('GET', '/invoices/[id]', 'MAPPING'),
    serviceConfig: service('GET', backends.stock, '/v1/invoice/[id]'),
    requestParameters: JSON.stringify([
      { ApiParameterName: 'id', Location: 'PATH', ParameterType: 'String', Required: 'REQUIRED' },
      { ApiParameterName: 'currency', Location: 'QUERY', ParameterType: 'String', Required: 'OPTIONAL' },
    ]),
    serviceParameters: JSON.stringify([
      { ServiceParameterName: 'id', Location: 'PATH', ParameterType: 'STRING', ParameterCatalog: 'REQUEST' },
      { ServiceParameterName: 'X-Currency', Location: 'HEAD', ParameterType: 'STRING', ParameterCatalog: 'REQUEST' },
    ]),
    serviceParametersMap: JSON.stringify([
      { ServiceParameterName: 'id', RequestParameterName: 'id' },
      { ServiceParameterName: 'X-Currency', RequestParameterName: 'currency' },
    ]),
  },
  {
    apiName: 'search',
    visibility: 'PUBLIC',
    authType: 'ANONYMOUS',
    requestConfig: request('GET', '/search', 'PASSTHROUGH'),
    serviceConfig: service('GET', backends.prices, '/v1/search'),
  },
  {
    apiName: 'receipt',
    visibility: 'PUBLIC',
    authType: 'ANONYMOUS',
    requestConfig: request('GET', '/receipts', 'PASSTHROUGH'),
    serviceConfig: service('GET', backends.reviews, '/v1/receipts'),
  },
];

const request = (method, path, mode) =>
  JSON.stringify({ RequestProtocol: 'HTTP', RequestHttpMethod: method, RequestPath: path, RequestMode: mode });

const service = (method, address, path) =>
  JSON.stringify({
    ServiceProtocol: 'HTTP',
    ServiceHttpMethod: method,
    ServiceAddress: address,
    ServicePath: path,
    ServiceTimeout: 3000,
    Mock: 'FALSE',
  });

async function callApis(say, gateway, host) {
  say.note(`A cloudapi group is served on a host name of its own, ${host}:`);
  const mapped = await shownCall(say, gateway, host, '/billing/invoices/7?currency=EUR');
  say.note(`the backend got the query's currency as a header: X-Currency: ${mapped.body.headers['x-currency']}`);
  checkEqual(
    [mapped.status, mapped.body.path, mapped.body.headers['x-currency']],
    [200, '/v1/invoice/7', 'EUR'],
    'the parameters are mapped',
  );
  const passed = await shownCall(say, gateway, host, '/billing/search?q=open');
  checkEqual(
    [passed.status, passed.body.backend, passed.body.query],
    [200, 'prices', { q: 'open' }],
    'the query is passed on',
  );
  const third = await shownCall(say, gateway, host, '/billing/receipts');
  checkEqual([third.status, third.body.backend], [200, 'reviews'], 'the third API is served');
}

async function shownCall(say, gateway, host, path) {
  say.command(`curl -H 'Host: ${host}' "${gateway}${path}"`);
  const answer = await call(`${gateway}${path}`, { headers: { Host: host } });
  say.answer(
    answer.status,
    answer.status === 200 ? received(answer.body) : `X-Ca-Error-Message: ${answer.headers['x-ca-error-message']}`,
  );
  return answer;
}

async function abolish({ say, cloudapi, gatewright }, group, apiId) {
  await cloudapi.call('abolishApi', { groupId: group.groupId, apiId, stageName: 'RELEASE' });
  const gone = await shownCall(say, gatewright.gateways.production, group.subDomain, '/billing/receipts');
  checkEqual(gone.status, 404, 'an abolished API is not served');
  say.good('abolished: the gateway answers 404');
}
