import { DEFAULT_LIMITS } from '../../../config/limits.js';
import type { ApiProxy } from '../../../model/api-proxy.js';
import { newId } from '../../../shared/ids.js';
import { factsOf } from '../decode/api-facts.js';
import type { DescribedApi } from './decode-operation.js';
import type { ImportEntry } from './import-entry.js';
import { type ImportPlan, planImport } from './plan-import.js';

const GROUP = 'g'.repeat(32);

function entry(method: string, path: string, api: Partial<DescribedApi> = {}, service: object = {}): ImportEntry {
  const facts = {
    Visibility: 'PRIVATE',
    AuthType: 'ANONYMOUS',
    RequestConfig: { RequestProtocol: 'HTTP', RequestHttpMethod: method, RequestPath: path, RequestMode: 'MAPPING' },
    ServiceConfig: { ServiceProtocol: 'HTTP', ServiceAddress: 'http://b', ServicePath: '/b', ...service },
  };
  return { path, method, api: { name: 'some_api', isNamed: false, description: '', facts, ...api } };
}

const plan = (entries: readonly ImportEntry[], members: readonly ApiProxy[] = [], overwrite = false): ImportPlan =>
  planImport({ entries, groupId: GROUP, overwrite, limits: { ...DEFAULT_LIMITS, apisPerGroup: 6 } }, members, newId);

/** As the group would hold it. */
function memberOf(made: ImportEntry, more: Partial<ApiProxy> = {}): ApiProxy {
  const [write] = plan([made]).writes;
  if (write?.kind !== 'create') throw new Error('was not planned');
  const { name, description, definition } = write.input;
  const now = new Date(0);
  return {
    ...{ id: newId(), projectId: 'p', name, apiName: name, homeGroupId: GROUP, description, definition },
    ...{ definitionDigest: '', createdAt: now, modifiedAt: now },
    ...more,
  };
}

describe('planImport', () => {
  it('takes what it can, and says of the rest why not', () => {
    const bad = entry('GET', '/bad', {}, { ServiceAddress: 'ftp://b' });
    const { taken, failed, writes } = plan([entry('GET', '/a'), bad, { ...entry('GET', '/c'), api: 'why not' }]);
    expect(taken).toMatchObject([{ path: '/a', method: 'GET', operation: 'CREATE', apiId: '' }]);
    expect(writes).toMatchObject([
      { kind: 'create', input: { name: 'some_api', definition: { source: 'CLOUD_API' } } },
    ]);
    expect(failed).toEqual([
      { path: '/bad', method: 'GET', reason: expect.stringContaining('ServiceAddress must be') },
      { path: '/c', method: 'GET', reason: 'why not' },
    ]);
  });

  it('holds names and descriptions to the rules of CreateApi', () => {
    const { failed } = plan([
      entry('GET', '/a', { name: 'no name!', isNamed: true }),
      entry('GET', '/b', { description: 'x'.repeat(181) }),
    ]);
    expect(failed.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('ApiName'),
      expect.stringContaining('Description'),
    ]);
  });

  it('fails on an API that is there, or replaces it and keeps what no description says', () => {
    const before = memberOf(entry('GET', '/a/[x]'), { apiName: 'old_name' });
    const again = entry('GET', '/a/[x]', { description: 'new' });
    expect(plan([again], [before]).failed).toEqual([
      { path: '/a/[x]', method: 'GET', reason: `api already exists : apiUid ===> ${before.id}` },
    ]);
    const { taken, writes } = plan([again], [before], true);
    expect(taken).toMatchObject([{ operation: 'MODIFY', apiId: before.id }]);
    expect(writes).toMatchObject([
      { kind: 'change', id: before.id, change: { apiName: 'old_name', description: 'new' } },
    ]);
    const [write] = writes;
    const definition = write?.kind === 'change' ? write.change.definition : undefined;
    expect(definition?.operations[0]?.id).toBe(before.definition.operations[0]?.id);
    if (definition !== undefined) expect(factsOf(before, definition).ServiceConfig?.ServicePath).toBe('/b');
  });

  it('lets no two APIs answer one call', () => {
    const any = memberOf(entry('ANY', '/a'));
    expect(plan([entry('GET', '/a')], [any], true).failed[0]?.reason).toMatch(/ANY of the same path belongs to API/);
    expect(plan([entry('ANY', '/b')], [memberOf(entry('GET', '/b'))], true).failed).toHaveLength(1);
    expect(
      plan([entry('GET', '/a'), entry('GET', '/a'), entry('ANY', '/a'), entry('PUT', '/a')], [], true),
    ).toMatchObject({
      taken: [{ method: 'GET' }, { method: 'PUT' }],
      failed: [{ reason: expect.stringMatching(/in the description before/) }, { method: 'ANY' }],
    });
    const once = memberOf(entry('GET', '/a'));
    expect(plan([entry('GET', '/a'), entry('GET', '/a')], [once], true)).toMatchObject({ taken: [{}], failed: [{}] });
  });

  it('gives made-up names a number, and refuses a given one that is taken', () => {
    const member = memberOf(entry('GET', '/m'));
    const names = plan([entry('GET', '/a'), entry('GET', '/b')], [member]).writes.map(
      (write) => write.kind === 'create' && write.input.name,
    );
    expect(names).toEqual(['some_api_2', 'some_api_3']);
    const named = { name: 'some_api', isNamed: true };
    expect(plan([entry('GET', '/a', named)], [member]).failed[0]?.reason).toMatch(/called some_api/);
    expect(plan([entry('GET', '/m', named)], [member], true).failed).toEqual([]);
    expect(plan([entry('GET', '/a', named)], [{ ...member, homeGroupId: null }]).failed).toEqual([]);
  });

  it('makes no more APIs than a group may have', () => {
    const member = memberOf(entry('GET', '/there'));
    const paths = ['/1', '/2', '/3', '/4', '/5', '/6', '/there'];
    const { taken, failed } = plan(
      paths.map((path) => entry('GET', path)),
      [member],
      true,
    );
    expect(taken.map(({ path }) => path)).toEqual(['/1', '/2', '/3', '/4', '/5', '/there']);
    expect(failed).toEqual([{ path: '/6', method: 'GET', reason: expect.stringMatching(/at most 6/) }]);
  });

  it('replaces nothing that is more than one API', () => {
    const one = memberOf(entry('GET', '/a'));
    const [operation] = one.definition.operations;
    if (operation === undefined) throw new Error('has an operation');
    const two = { ...one, definition: { ...one.definition, operations: [operation, { ...operation, path: '/z' }] } };
    expect(plan([entry('GET', '/a')], [two], true).failed[0]?.reason).toMatch(/2 operations/);
  });
});
