import { ACTIONS, type ActionName } from '../../src/api/cloudapi/action-registry.js';
import { BUILD, TAKE_DOWN } from '../support/cloudapi-calls/build.js';
import { provokedCodes } from '../support/cloudapi-calls/provoke.js';
import { REFUSALS } from '../support/cloudapi-calls/refusals.js';
import { coverageOf, type NotedCall } from '../support/cloudapi-ledger.js';
import { NOT_PROVOKED, OPERATIONS } from '../support/cloudapi-operations.js';
import { strayFields, typedRequest } from '../support/vendor-models.js';

const names = Object.keys(ACTIONS) as ActionName[];

describe('the table of calls', () => {
  it('has a success and the refusals of every operation, and of no other', () => {
    expect([...new Set([...BUILD, ...TAKE_DOWN].map(({ action }) => action))].sort()).toEqual([...names].sort());
    expect(Object.keys(REFUSALS).sort()).toEqual([...names].sort());
  });

  it.each(names)('provokes every code that %s declares, and no other', (name) => {
    const seen = new Set(provokedCodes(name));
    const excused = ACTIONS[name].errors.filter((code) => Object.hasOwn(NOT_PROVOKED, code) && !seen.has(code));
    expect([...seen, ...excused].sort()).toEqual([...ACTIONS[name].errors].sort());
  });

  it('excuses only what is declared', () => {
    const declared = new Set(Object.values(ACTIONS).flatMap(({ errors }) => errors));
    expect(Object.keys(NOT_PROVOKED).filter((code) => !declared.has(code))).toEqual([]);
  });
});

describe('the report of what the clients saw', () => {
  const call = (generation: NotedCall['generation'], code = '', action = 'DescribeApp'): NotedCall => ({
    generation,
    action,
    code,
  });
  const missing = (...calls: NotedCall[]) => coverageOf(calls).find(({ action }) => action === 'DescribeApp')?.missing;

  it('names what is missing', () => {
    expect(coverageOf([]).map(({ action }) => action)).toEqual(Object.keys(OPERATIONS));
    const all = ['success (new client)', 'success (old client)', 'MissingAppId', 'InvalidAppId', 'NotFoundApp'];
    expect(missing()).toEqual(all);
    expect(missing(call('old'), call('old', 'NotFoundApp'), call('new', '', 'DescribeApps'))).toEqual([
      'success (new client)',
      'MissingAppId',
      'InvalidAppId',
    ]);
    const codes = ['MissingAppId', 'InvalidAppId', 'NotFoundApp'];
    expect(missing(call('old'), call('new'), ...codes.map((code) => call('old', code)))).toEqual([]);
  });

  it('asks of the new client only what it has', () => {
    const legacy = coverageOf([]).find(({ action }) => action === 'DescribeApiStage');
    expect(legacy?.missing).toContain('success (old client)');
    expect(legacy?.missing).not.toContain('success (new client)');
  });
});

describe("the vendor's models", () => {
  it('tell what their client would not read, or read as something else', () => {
    const app = { AppId: 1, AppName: 'a', RequestId: 'r' };
    expect(strayFields('DescribeApps', { Apps: { AppItem: [app] } })).toEqual([
      'DescribeApps.Apps.AppItem[0].RequestId is unknown',
    ]);
    expect(strayFields('DescribeApps', { TotalCount: '1', Apps: [] })).toEqual([
      'DescribeApps.TotalCount is no number: "1"',
      'DescribeApps.Apps is no object',
    ]);
    expect(strayFields('DescribeApps', { TotalCount: 1, Apps: { AppItem: {} } })).toEqual([
      'DescribeApps.Apps.AppItem is no list',
    ]);
    expect(strayFields('DescribeApp', app)).toEqual([]);
  });

  it('take requests as they are on the wire, and nothing that they do not send', () => {
    const request = typedRequest('CreateApp', { AppName: 'a', Tag: [{ Key: 'k' }] });
    expect(request).toMatchObject({ appName: 'a', tag: [{ key: 'k' }] });
    expect(() => typedRequest('CreateApp', { Nothing: 1 })).toThrow('sends no Nothing');
  });
});
