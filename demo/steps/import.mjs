import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { check, checkEqual } from '../lib/check.mjs';
import { call } from '../lib/http.mjs';
import { received } from '../lib/shop.mjs';
import { count, milliseconds } from '../lib/transcript.mjs';

const SPEC = fileURLToPath(
  new URL('../../node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url),
);
const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'];

/** A real description of a real API: GitHub's own. */
export async function importDescription({ say, apiops, backends, gatewright, times }) {
  say.step("Import GitHub's API description and deploy it");
  const spec = await readFile(SPEC, 'utf8');
  const operations = Object.values(JSON.parse(spec).paths)
    .flatMap(Object.keys)
    .filter((key) => METHODS.includes(key)).length;
  say.note(
    `${count(operations)} operations in ${(spec.length / 1e6).toFixed(1)} MB, from the npm package @octokit/openapi.`,
  );
  say.note('The demo needs no internet: a local backend stands in for api.github.com.');
  await saveGithub({ say, apiops, backends });
  const { body } = await apiops.call('GET', '/apiProxies/github/', undefined, { quiet: true });
  checkEqual(body.endpointList.length, operations, 'every operation was imported');
  const deployed = await apiops.call('POST', '/apiProxies/github/environments/production/', undefined, {
    pretty: true,
  });
  check(deployed.body.deploymentResult?.success === true, 'the gateway confirms the deployment', deployed.text);
  times.push([`deploy GitHub's ${count(operations)} operations`, deployed.ms]);
  await callGithub(say, gatewright.gateways.production);
  say.good(`${count(operations)} operations are live ${milliseconds(deployed.ms)} after the request to deploy them`);
}

async function saveGithub({ say, apiops, backends }) {
  const saved = await say.during('reading the description', () =>
    apiops.upload('POST', SPEC, {
      apiProxyName: 'github',
      apiProxyCreationType: 'OPEN_API',
      clientRoute: { relativePathList: ['/github'] },
      routingInfo: { routingAddressList: [{ address: backends.github }] },
    }),
  );
  check(saved.status === 200, 'the description is imported', saved.text);
}

async function callGithub(say, gateway) {
  for (const path of ['/repos/nodejs/node/issues/1?page=2', '/users/octocat/repos']) {
    say.command(`curl "${gateway}/github${path}"`);
    const { status, body } = await call(`${gateway}/github${path}`);
    say.answer(status, received(body));
    checkEqual([status, body.path], [200, path.split('?')[0]], 'the operation reaches the backend');
  }
  say.command(`curl "${gateway}/github/repos/nodejs"`);
  const unknown = await call(`${gateway}/github/repos/nodejs`);
  say.answer(unknown.status, unknown.text, { note: 'GitHub has no such operation' });
  checkEqual(unknown.status, 404, 'what the description does not have is not reachable');
}
