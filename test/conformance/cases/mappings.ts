import type { ConformanceCase, TestRequest } from '../conformance-case.js';
import { api, checked, parameter, passed } from './apis.js';
import { asks, template } from './building.js';

const query = (name: string) => parameter('query', name);
const header = (name: string) => parameter('header', name);

const FORM = 'application/x-www-form-urlencoded';

const sending = (body: string, type: string, target = '/'): TestRequest => ({
  target,
  method: 'POST',
  headers: { 'content-type': type },
  body,
});

const SYSTEM = {
  system: [
    { to: header('x-app'), variable: 'CaAppId' },
    { to: query('ip'), variable: 'CaClientIp' },
    { to: header('x-domain'), variable: 'CaDomain' },
    { to: header('x-time'), variable: 'CaRequestHandleTime' },
    { to: header('x-id'), variable: 'CaRequestId' },
    { to: query('schema'), variable: 'CaHttpSchema' },
    { to: header('x-proxy'), variable: 'CaProxy' },
  ],
};

const TOLD = {
  target: '/?ip=127.0.0.1&schema=http',
  headers: {
    'x-domain': 'api.example',
    'x-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    'x-id': /^[0-9A-F-]{36}$/,
    'x-proxy': 'AliCloudApiGateway',
  },
};

export const MAPPINGS: readonly ConformanceCase[] = [
  {
    name: 'MappingMoves',
    about: 'Only what is declared goes on, renamed and moved',
    serves: (ports) =>
      api(ports, {
        match: { path: template('/u/{id}') },
        forward: {
          rewrite: { kind: 'template', segments: [{ literal: 'b' }, { param: 'user' }], tail: false },
        },
        mapping: {
          parameters: [
            checked(parameter('path', 'id'), { type: 'string' }, { to: parameter('path', 'user') }),
            checked(query('a'), { type: 'string' }, { to: header('x-a') }),
            checked(header('x-b'), { type: 'string' }, { to: query('b') }),
          ],
        },
      }),
    exchanges: [
      asks(
        { target: '/u/7?a=1%2B&other=2', headers: { 'x-b': 'v&w', 'x-other': '1' } },
        passed({ target: '/b/7?b=v%26w', headers: { 'x-a': '1+', 'x-b': null, 'x-other': null } }),
      ),
    ],
  },
  {
    name: 'MappingPassthrough',
    about: 'Everything goes on, with constants that nobody can forge',
    serves: (ports) =>
      api(ports, {
        mapping: {
          mode: 'passthrough',
          constants: [
            { to: query('k'), value: 'c d' },
            { to: header('x-from'), value: 'gateway' },
          ],
        },
      }),
    exchanges: [
      asks(
        { ...sending('{}', 'application/json', '/x?q=1&k=forged'), headers: { 'x-from': 'me', 'x-y': '1' } },
        passed({ target: '/x?q=1&k=c%20d', body: '{}', headers: { 'x-from': 'gateway', 'x-y': '1' } }),
      ),
    ],
  },
  {
    name: 'MappingMappedAndPassed',
    about: 'What is declared is mapped, the rest goes on',
    serves: (ports) =>
      api(ports, {
        mapping: {
          mode: 'mapping-passthrough',
          parameters: [checked(query('a'), { type: 'int' }, { to: query('b') })],
        },
      }),
    exchanges: [
      asks(
        { target: '/?x=1&a=2&b=forged', headers: { 'x-y': '1' } },
        passed({ target: '/?x=1&b=2', headers: { 'x-y': '1' } }),
      ),
    ],
  },
  {
    name: 'MappingForms',
    about: 'Parameters of forms are read and written',
    serves: (ports) =>
      api(ports, {
        mapping: {
          parameters: [
            checked(parameter('body', 'a'), { type: 'string' }, { to: query('a') }),
            checked(parameter('body', 'c'), { type: 'string' }, { to: parameter('body', 'd') }),
          ],
          constants: [{ to: parameter('body', 'k'), value: 'v' }],
        },
      }),
    exchanges: [asks(sending('a=1&c=%26&dropped=1', FORM), passed({ target: '/?a=1', body: 'd=%26&k=v' }))],
  },
  {
    name: 'MappingDropsForm',
    about: 'A form of which nothing is declared does not go on; another body does',
    serves: (ports) => api(ports, { mapping: { dropsForm: true } }),
    exchanges: [
      asks(sending('a=1&b=2', FORM), passed({ body: '' })),
      asks(sending('{}', 'application/json'), passed({ body: '{}' })),
    ],
  },
  {
    name: 'MappingSystemVariables',
    about: 'The backend is told what the gateway knows; of nobody in particular the app is empty',
    serves: (ports) => api(ports, { mapping: { mode: 'passthrough', ...SYSTEM } }),
    exchanges: [
      asks(
        { target: '/', headers: { host: 'api.example', 'x-app': 'forged' } },
        passed({ ...TOLD, headers: { ...TOLD.headers, 'x-app': '' } }),
      ),
    ],
  },
  {
    name: 'MappingAppId',
    about: 'The backend is told which app calls; in the mode that passes on, the AppCode is not passed on',
    serves: (ports) => api(ports, { callers: {}, mapping: { mode: 'passthrough', ...SYSTEM } }),
    exchanges: [
      asks(
        { target: '/?AppCode=code-second', headers: { host: 'api.example', 'x-app': 'forged' } },
        passed({ ...TOLD, headers: { ...TOLD.headers, 'x-app': '111' } }),
      ),
      asks(
        { target: '/', headers: { authorization: 'APPCODE code-first' } },
        passed({ headers: { authorization: null, 'x-app': '110' } }),
      ),
    ],
  },
  {
    name: 'ContentTypeDefault',
    about: 'The gateway names what it sends: a form, or anything else',
    serves: (ports) => api(ports, { mapping: { mode: 'passthrough', contentType: { kind: 'default' } } }),
    exchanges: [
      asks(sending('a=1', FORM), passed({ body: 'a=1', headers: { 'content-type': `${FORM}; charset=UTF-8` } })),
      asks(
        sending('{}', 'application/json'),
        passed({ body: '{}', headers: { 'content-type': 'application/octet-stream; charset=utf-8' } }),
      ),
      asks('/', passed({ headers: { 'content-type': null } })),
    ],
  },
  {
    name: 'ContentTypeCustom',
    about: 'The backend gets the content type of the definition, whatever the caller said',
    serves: (ports) => api(ports, { mapping: { contentType: { kind: 'custom', value: 'application/vnd.a+json' } } }),
    exchanges: [
      asks(sending('{}', 'text/plain'), passed({ body: '{}', headers: { 'content-type': 'application/vnd.a+json' } })),
      asks(
        { target: '/', method: 'POST', body: 'x' },
        passed({ headers: { 'content-type': 'application/vnd.a+json' } }),
      ),
    ],
  },
  {
    name: 'ContentTypeOfCaller',
    about: "The caller's content type goes on when none is set",
    serves: (ports) => api(ports, { mapping: {} }),
    exchanges: [asks(sending('{}', 'text/x'), passed({ headers: { 'content-type': 'text/x' } }))],
  },
];
