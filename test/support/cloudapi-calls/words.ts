import type { Fields, World } from './world.js';

export const HEX_ID = /^[0-9a-f]{32}$/;
export const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

export const groupOf = ({ groupId, name }: World): Fields => ({ GroupId: groupId, GroupName: `${name}_group` });
export const apiOf = (world: World): Fields => ({ ...groupOf(world), ApiId: world.apiId, ApiName: 'first' });
export const inRelease = ({ groupId, apiId }: World): Fields => ({
  GroupId: groupId,
  ApiId: apiId,
  StageName: 'RELEASE',
});

export const domainOf = ({ groupId, name }: World): Fields => ({ GroupId: groupId, DomainName: `${name}.example.com` });

export const areOver = (items: readonly Fields[], status: string): boolean =>
  items.every((item) => item[status] !== 'WAIT' && item[status] !== 'RUNNING');
