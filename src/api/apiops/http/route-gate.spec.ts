import { gate } from './route-gate.js';
import type { Route } from './route-table.js';

const route = (method: string, path: string): Route => ({ method, segments: path.split('/') });

const ROUTES = [
  route('GET', 'apiops/projects'),
  route('POST', 'apiops/projects/:projectName/apiProxies/url'),
  route('GET', 'apiops/projects/:projectName/apiProxies/:apiProxyName'),
  route('DELETE', 'apiops/projects/:projectName/apiProxies/:apiProxyName'),
];

describe('gate', () => {
  it.each(['/apiops/projects', '/apiops/projects/'])('opens both slash forms: %s', (path) => {
    expect(gate(ROUTES, 'GET', path)).toEqual({ kind: 'open' });
  });

  it('answers HEAD where GET is a route', () => {
    expect(gate(ROUTES, 'HEAD', '/apiops/projects')).toEqual({ kind: 'open' });
  });

  it.each([
    '/apiops/nothing',
    '/apiops/Projects',
    '/apiops/projects//',
    '/apiops',
    '/apiops/projects/p/apiProxies/x/y',
  ])('knows no route %s', (path) => {
    expect(gate(ROUTES, 'GET', path)).toEqual({ kind: 'unknown' });
  });

  it('tells every method of a path, over all templates that match it', () => {
    expect(gate(ROUTES, 'PATCH', '/apiops/projects/p/apiProxies/url')).toEqual({
      kind: 'wrong-method',
      allowed: ['DELETE', 'GET', 'HEAD', 'POST'],
    });
  });

  it.each(['%', '%zz', '%C3%28', 'a%00b', '%ED%A0%80'])('refuses the unreadable segment %s', (segment) => {
    expect(gate(ROUTES, 'GET', `/apiops/projects/p/apiProxies/${segment}`)).toEqual({ kind: 'malformed', segment });
  });

  it.each([
    ['/apiops/projects//apiProxies/x', 'projectName'],
    ['/apiops/projects/%20/apiProxies/x', 'projectName'],
    ['/apiops/projects/p/apiProxies/%09/', 'apiProxyName'],
  ])('names the empty parameter of %s', (path, parameter) => {
    expect(gate(ROUTES, 'GET', path)).toEqual({ kind: 'empty-name', parameter });
  });

  it('takes any other text as a name, a slash in escaped form too', () => {
    expect(gate(ROUTES, 'GET', '/apiops/projects/My%20Project/apiProxies/a%2Fb')).toEqual({ kind: 'open' });
  });
});
