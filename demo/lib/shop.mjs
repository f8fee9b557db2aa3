import { fileURLToPath } from 'node:url';
import { check } from './check.mjs';

/** The members of the demo's group, in their order; each has a description in specs/ and a backend of its name. */
export const MEMBERS = ['stock', 'prices', 'reviews'];

/** Where a member is reached: the group's path, then the path of the member's operation. */
export const memberPath = (member) => `/shop/${member}/42`;

const specOf = (member) => fileURLToPath(new URL(`../specs/${member}.yaml`, import.meta.url));

/** Creates a member, or gives it the backend of another version: `/v2` and so on, below the same address. */
export async function saveMember({ apiops, backends }, method, member, version, { quiet = false, address } = {}) {
  const answer = await apiops.upload(
    method,
    specOf(member),
    {
      apiProxyName: member,
      apiProxyCreationType: 'OPEN_API',
      ...(method === 'POST' ? { clientRoute: { relativePathList: [`/${member}`] } } : { reParse: true }),
      routingInfo: { routingAddressList: [{ address: address ?? `${backends[member]}/v${version}` }] },
    },
    { quiet },
  );
  check(answer.status === 200, `${member} is saved`, answer.text);
}

/** Of what a backend says it received, what a reader wants to see. */
export const received = ({ backend, method, path, query }) => ({
  backend,
  method,
  path,
  ...(Object.keys(query ?? {}).length === 0 ? {} : { query }),
});
