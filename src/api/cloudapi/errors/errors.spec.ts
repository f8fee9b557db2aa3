import {
  alreadyExists,
  invalid,
  missing,
  notFound,
  PROBLEM_CODES,
  Problem,
  type ProblemFacts,
} from '../../../shared/problem.js';
import { flag, json, required, text } from '../../rpc/decode/parameters.js';
import { parameterErrors } from './parameter-errors.js';
import { problemRefusal } from './problem-errors.js';

const refuse = (problem: Problem, action = 'CreateApi') => problemRefusal(problem, action);
const fault = (field: string) => ({ code: 'c', proxyId: 'p', proxyName: 'n', field, message: 'is bad' });

describe('problemRefusal', () => {
  it.each<[Problem, string, number, string]>([
    [missing('StageName'), 'MissingStageName', 400, 'The StageName is mandatory for this action.'],
    [
      invalid('ApiName', 'too short'),
      'InvalidApiName',
      400,
      'The specified parameter ApiName value is not valid. too short',
    ],
    [invalid('TagKey', 'x'), 'InvalidParameter.TagKey', 400, 'The specified parameter TagKey value is not valid. x'],
    [
      invalid('clientRoute.paths[0]', 'x'),
      'InvalidBasePath',
      400,
      'The specified parameter BasePath value is not valid. x',
    ],
    [missing('name'), 'MissingApiName', 400, 'The ApiName is mandatory for this action.'],
    [notFound('group', 'g'), 'NotFoundApiGroup', 404, 'Cannot find resource according to your specified ApiGroup.'],
    [notFound('proxy', 'p'), 'NotFoundApi', 404, 'Cannot find resource according to your specified Api.'],
    [notFound('environment', 'X'), 'NotFoundStage', 404, 'Cannot find resource according to your specified Stage.'],
    [notFound('release', 'X'), 'NotFoundStage', 404, 'Cannot find resource according to your specified Stage.'],
    [alreadyExists('group', 'g'), 'RepeatedGroupName', 400, 'The specified GroupName is repeated.'],
    [alreadyExists('proxy', 'p'), 'RepeatedApiName', 400, 'The specified ApiName is repeated.'],
  ])('names the noun (%#)', (problem, code, http, message) => {
    expect(refuse(problem)).toEqual({ code, http, message });
  });

  it('words a group and an API that are in use', () => {
    const inUse = (resource: ProblemFacts['resource'] & string) => refuse(new Problem('in_use', 'why', { resource }));
    expect(inUse('group')).toMatchObject({
      code: 'DependencyViolationApiGroup',
      message: 'The specified ApiGroup has Api definitions. why',
    });
    expect(inUse('proxy')).toMatchObject({ code: 'DependencyViolationApi', http: 400 });
  });

  it.each([
    ['operations[0].path', 'InvalidRequestConfig'],
    ['operations[0].backendPath', 'InvalidServiceConfig'],
    ['operations[0].mock.status', 'InvalidServiceConfig'],
    ['operations[0].mapping.parameters[0].to', 'InvalidParamMapping'],
    ['routing.addresses[0].address', 'InvalidServiceConfig'],
    ['group.clientRoute.paths[0]', 'InvalidBasePath'],
  ])('points from a fault at %s to %s', (field, code) => {
    const refusal = refuse(new Problem('not_compilable', 'm', { faults: [fault(field)] }));
    expect(refusal).toMatchObject({ code, http: 400 });
    expect(refusal.message).toContain(`${field} is bad`);
  });

  it("keeps a gateway's own words", () => {
    expect(refuse(new Problem('deployment_rejected', 'node-1: no such cluster'))).toMatchObject({
      code: 'InvalidApi',
      http: 400,
      message: expect.stringContaining('node-1: no such cluster'),
    });
  });

  it('says when to come back', () => {
    expect(refuse(new Problem('rate_limited', 'm', { retryAfterMs: 40 }))).toMatchObject({
      code: 'Throttling.User',
      http: 429,
      retryAfterMs: 40,
    });
  });

  it('tells nothing about what went wrong inside', () => {
    expect(refuse(new Problem('internal', 'password=secret')).message).not.toContain('secret');
  });

  it('answers only what may pass with 5xx', () => {
    const statuses = PROBLEM_CODES.map((code) => [code, refuse(new Problem(code, 'm')).http] as const);
    expect(statuses.filter(([, http]) => http >= 500).map(([code]) => code)).toEqual(['unavailable', 'internal']);
  });
});

describe('parameterErrors', () => {
  it('names what each parameter alone is refused with', () => {
    const parameters = {
      ApiId: required(text('')),
      ApiName: required(text('', { maxLength: 2 })),
      Overwrite: flag(''),
      TagKey: text('', { values: ['a'] }),
      ServiceConfig: json('', { fields: {} }),
      Description: text(''),
    };
    expect(parameterErrors('CreateApi', parameters)).toEqual([
      'MissingApiId',
      'MissingApiName',
      'InvalidApiName',
      'InvalidOverwrite',
      'InvalidParameter.TagKey',
      'InvalidFormatServiceConfig',
    ]);
  });
});
