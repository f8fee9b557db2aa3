import { alreadyExists, invalid, notFound, PROBLEM_CODES, Problem } from '../../../shared/problem.js';
import { type ErrorPlace, errorAnswer } from './error-answer.js';
import { MESSAGE_FAMILIES, type MessageFamilyName } from './messages.js';

const params = { projectName: 'shop', environmentName: 'production', apiProxyName: 'cards', apiProxyGroupName: 'Pay' };
const place = (family: MessageFamilyName, names: ErrorPlace['params'] = params): ErrorPlace => ({
  family: MESSAGE_FAMILIES[family],
  params: names,
});

describe('errorAnswer', () => {
  it('is the superset of both error shapes, and nothing else', () => {
    expect(errorAnswer(notFound('environment', 'production'), place('groups'))).toEqual({
      status: 400,
      headers: {},
      body: {
        error: 'bad_request',
        error_description: 'Environment (production) is not found or user does not have privilege to access it!',
        success: false,
        status: 'FAILURE',
        resultMessage: 'Environment (production) is not found or user does not have privilege to access it!',
      },
    });
  });

  it.each<[MessageFamilyName, Problem, number, string]>([
    [
      'proxies',
      notFound('project', 'id'),
      404,
      'Project (shop) is not found or user does not have privilege to access it!',
    ],
    [
      'groups',
      notFound('project', 'id'),
      404,
      'Project(shop) was not found or user does not have privilege to access it!',
    ],
    [
      'project-environments',
      notFound('project', 'id'),
      400,
      'Project (shop) is not found or user does not have privilege to access it!',
    ],
    [
      'environments-of-project',
      notFound('project', 'id'),
      400,
      'Project not found for name: (shop) or user has not privilege to access it!',
    ],
    ['proxies', notFound('proxy', 'cards'), 404, 'ApiProxy (name: cards) was not found!'],
    ['proxy-delete', notFound('proxy', 'cards'), 400, 'Api Proxy (cards) is not found!'],
    [
      'proxy-deploy',
      notFound('proxy', 'cards'),
      400,
      'ApiProxy with name (cards) can not be deployed to Environment(production) because it is not exist!',
    ],
    [
      'proxy-deploy',
      notFound('environment', 'production'),
      400,
      'ApiProxy with name (cards) can not be deployed to Environment(production) because it is not exist!',
    ],
    [
      'proxy-deploy',
      new Problem('not_deployed', 'x'),
      400,
      'ApiProxy with name (cards) can not be deployed to Environment(production) because it is not exist!',
    ],
    [
      'groups',
      notFound('proxy', 'cards'),
      400,
      'ApiProxy (cards) is not found or user does not have privilege to access it!',
    ],
    [
      'groups',
      notFound('group', 'Pay'),
      400,
      'API Proxy Group (Pay) is not found or user does not have privilege to access it!',
    ],
    [
      'groups',
      alreadyExists('group', 'Pay'),
      400,
      'ApiProxyGroup: (Pay) is already created! If you want to udate it use update endpoint!',
    ],
    ['proxies', alreadyExists('proxy', 'cards'), 400, 'ApiProxy (name: cards) is already exist!'],
  ])('words a refusal of family %s: %s', (family, problem, status, text) => {
    const answer = errorAnswer(problem, place(family));
    expect([answer.status, answer.body.error_description]).toEqual([status, text]);
    expect(answer.body.error).toBe(status === 404 ? 'not_found' : 'bad_request');
  });

  it('takes names that are only in the body from the problem', () => {
    const answer = errorAnswer(notFound('environment', 'nowhere'), place('group-save', { projectName: 'shop' }));
    expect(answer.body.error_description).toBe('Environment (nowhere) is not found!');
  });

  it.each([
    ['unauthenticated', 401, 'unauthorized_client', 'Invalid token'],
    ['token_invalid', 401, 'unauthorized_client', 'Invalid token'],
    ['token_expired', 401, 'unauthorized_client', 'Token is invalid or expired'],
    ['bad_credentials', 401, 'unauthorized_client', 'Bad credentials'],
    ['permission_denied', 403, 'forbidden', 'You do not have permission to perform this action'],
    ['internal', 500, 'internal_error', 'An unexpected error occurred'],
  ] as const)('says %s in the words of the guide', (code, status, error, text) => {
    const answer = errorAnswer(new Problem(code, 'inner words, maybe secret'));
    expect([answer.status, answer.body.error, answer.body.resultMessage]).toEqual([status, error, text]);
  });

  it('uses the token endpoint’s own codes there', () => {
    expect(errorAnswer(new Problem('internal', ''), place('token')).body.error).toBe('server_error');
    expect(errorAnswer(new Problem('unsupported', 'x'), place('token')).body.error).toBe('unsupported_grant_type');
  });

  it('tells when to come back', () => {
    const answer = errorAnswer(new Problem('rate_limited', '', { retryAfterMs: 59_001 }));
    expect(answer).toMatchObject({ status: 429, headers: { 'Retry-After': '60' }, body: { retry_after: 60 } });
  });

  it('names fields in the dialect’s words', () => {
    const { body } = errorAnswer(invalid('routing.addresses[0].address', 'use http://… or https://…'));
    expect(body.error_description).toBe('routingInfo.routingAddressList[0].address: use http://… or https://…');
    expect(body.validation_errors).toEqual([
      { field: 'routingInfo.routingAddressList[0].address', message: body.error_description },
    ]);
  });

  it('names every member and field that cannot be deployed', () => {
    const fault = (proxyName: string, field: string) => ({
      code: 'c',
      proxyId: 'i',
      proxyName,
      field,
      message: 'is bad',
    });
    const problem = new Problem('not_compilable', 'x', {
      faults: [fault('cards', 'routing.addresses'), fault('loans', 'operations[1].backendPath')],
    });
    const { body, status } = errorAnswer(problem, place('groups'));
    expect(status).toBe(400);
    expect(body.error_description).toBe(
      'Nothing was deployed: cards: routingInfo.routingAddressList: is bad; loans: endpointList[1].backendResourceUrl: is bad',
    );
    expect(body.validation_errors).toEqual([
      { field: 'cards.routingInfo.routingAddressList', message: 'is bad' },
      { field: 'loans.endpointList[1].backendResourceUrl', message: 'is bad' },
    ]);
  });

  it('shows what each gateway said when one refused', () => {
    const node = {
      nodeId: 'envoy-1',
      address: '10.0.0.1',
      outcome: 'rejected',
      detail: 'no such cluster',
      durationMs: 3,
    };
    const message = 'refused by envoy-1: no such cluster; what served before serves on';
    const report = {
      deployment: { kind: 'deploy', state: 'rejected', message },
      environmentName: 'production',
      nodes: [node, { ...node, nodeId: 'envoy-2', outcome: 'accepted', detail: '' }],
      durationMs: 20,
    };
    const { status, body } = errorAnswer(new Problem('deployment_rejected', message, { report }), place('groups'));
    expect([status, body.error, body.error_description]).toEqual([400, 'bad_request', message]);
    expect(body.deploymentResult).toMatchObject({
      success: false,
      environmentResults: [{ environmentName: 'production', success: false, message: `Deployment failed: ${message}` }],
      detailList: [
        { podName: 'envoy-1', success: false, detail: 'no such cluster' },
        { podName: 'envoy-2', success: true },
      ],
    });
  });

  it('has an answer of its own for every code', () => {
    for (const code of PROBLEM_CODES) {
      const { status, body } = errorAnswer(new Problem(code, 'words'));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(body.error_description).not.toBe('');
      expect(body.error_description).toBe(body.resultMessage);
    }
  });
});
