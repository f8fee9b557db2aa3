import {
  alreadyExists,
  invalid,
  limitExceeded,
  missing,
  notFound,
  PROBLEM_CODES,
  Problem,
} from '../../shared/problem.js';
import { problemRefusal } from './problem-errors.js';

const inUse = (resource: 'user' | 'policy' | 'policy-version', field?: string) =>
  new Problem('in_use', 'why', { resource, ...(field === undefined ? {} : { field }) });

describe('problemRefusal', () => {
  it.each<[Problem, string, number]>([
    [missing('UserName'), 'MissingUserName', 400],
    [invalid('displayName', 'x'), 'InvalidParameter.DisplayName', 400],
    [notFound('user', 'a'), 'EntityNotExist.User', 404],
    [notFound('policy', 'a'), 'EntityNotExist.Policy', 404],
    [notFound('policy-version', 'v2'), 'EntityNotExist.Policy.Version', 404],
    [notFound('access-key', 'a'), 'EntityNotExist.User.AccessKey', 404],
    [notFound('attachment', 'a'), 'EntityNotExist.User.Policy', 404],
    [alreadyExists('user', 'a'), 'EntityAlreadyExists.User', 409],
    [alreadyExists('policy', 'a'), 'EntityAlreadyExists.Policy', 409],
    [alreadyExists('attachment', 'a'), 'EntityAlreadyExists.User.Policy', 409],
    [limitExceeded('policy-version', 5), 'LimitExceeded.Policy.Version', 409],
    [inUse('user', 'accessKey'), 'DeleteConflict.User.AccessKey', 409],
    [inUse('user', 'policy'), 'DeleteConflict.User.Policy', 409],
    [inUse('policy', 'user'), 'DeleteConflict.Policy.User', 409],
    [inUse('policy', 'version'), 'DeleteConflict.Policy.Version', 409],
    [inUse('policy-version'), 'DeleteConflict.Policy.Version.Default', 409],
    [new Problem('not_representable', 'm', { resource: 'user' }), 'Forbidden.User', 403],
  ])('%#: %s', (problem, code, http) => expect(problemRefusal(problem)).toMatchObject({ code, http }));

  it('answers only what may pass with 5xx, and tells nothing about what went wrong inside', () => {
    const failing = PROBLEM_CODES.filter((code) => problemRefusal(new Problem(code, 'm')).http >= 500);
    expect(failing).toEqual(['unavailable', 'internal']);
    expect(problemRefusal(new Problem('internal', 'password=secret')).message).not.toContain('secret');
  });
});
