import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Application } from 'express';
import request from 'supertest';
import { ACTIONS } from '../../src/api/cloudapi/action-registry.js';
import { ACTIONS as RAM_ACTIONS } from '../../src/api/ram/action-registry.js';
import { ACCESS_METADATA } from '../../src/auth/require-access.decorator.js';
import { INSTALLATION_PERMISSIONS, PROJECT_PERMISSIONS } from '../../src/model/permission.js';
import { type WholeApp, wholeApp } from '../support/whole-app.js';

/** Whoever reaches the management port may call these. Each has a reason to be here. */
const PUBLIC_ROUTES = new Set([
  // Trades a password for a token.
  'POST /apiops/auth/token',
  // Probes and scrapes carry no credential; the port listens on loopback unless told otherwise.
  'GET /apiops/test/healthcheck',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  // Descriptions of what there is; they hold nothing of this installation.
  'GET /apiops/openapi',
  'GET /apiops/openapi.json',
  'GET /apiops/openapi.yaml',
  'GET /docs',
  'GET /docs/:name.json',
  'GET /docs/assets/:file',
  'GET /docs/initializer.js',
  // Signed calls: each action declares its own permissions, see below.
  'ALL /',
  // Answer 404 and 405.
  'ALL /admin',
  'ALL /admin/*rest',
]);

const KNOWN: ReadonlySet<unknown> = new Set([
  ...PROJECT_PERMISSIONS,
  ...INSTALLATION_PERMISSIONS,
  'public',
  'authenticated',
]);

interface Route {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly access: unknown;
}

/** What Nest would route, from the metadata of every controller of every module. */
function routesOf(app: NestExpressApplication): Route[] {
  const reflector = new Reflector();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype: object = metatype.prototype;
    return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(prototype, name);
      if (typeof handler !== 'function' || !Reflect.hasMetadata('path', handler)) return [];
      const access: unknown = reflector.getAllAndOverride(ACCESS_METADATA, [
        handler as () => void,
        metatype as () => void,
      ]);
      const method = RequestMethod[Reflect.getMetadata('method', handler)] ?? '?';
      return pathsOf(metatype, handler).map((path) => ({ id: `${method} ${path}`, method, path, access }));
    });
  });
}

function pathsOf(controller: object, handler: object): string[] {
  const parts = [controller, handler].map((target) => [Reflect.getMetadata('path', target)].flat() as string[]);
  const [prefixes = [], paths = []] = parts;
  return prefixes.flatMap((prefix) =>
    paths.map((path) => `/${prefix}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')),
  );
}

/** What Express really routes, whoever registered it. */
function routedPaths(app: NestExpressApplication): string[] {
  const express: Application = app.getHttpAdapter().getInstance();
  return express.router.stack.flatMap(({ route }) => {
    if (route === undefined) return [];
    const methods = new Set(route.stack.map(({ method }) => method.toUpperCase()));
    // A handler for any method is listed under each that Node knows.
    return (methods.has('TRACE') ? ['ALL'] : [...methods]).map((method) => `${method} ${String(route.path)}`);
  });
}

describe('every way in', () => {
  let whole: WholeApp;
  let routes: Route[];

  beforeAll(async () => {
    whole = await wholeApp();
    routes = routesOf(whole.app);
  });

  afterAll(() => whole?.close());

  it('declares what it needs', () => {
    expect(routes.length).toBeGreaterThan(60);
    expect(routes.filter(({ access }) => !KNOWN.has(access)).map(({ id }) => id)).toEqual([]);
  });

  it('is public only where we said so', () => {
    expect(new Set(routes.filter(({ access }) => access === 'public').map(({ id }) => id))).toEqual(PUBLIC_ROUTES);
  });

  it('is a route of a controller: nothing is routed past the guard', () => {
    const known = new Set(routes.map(({ id }) => id));
    // The logger's middleware is routed too; it hands every request on.
    const others = routedPaths(whole.app).filter((id) => !known.has(id) && !id.includes('{/*'));
    expect(others).toEqual([]);
  });

  it('refuses a stranger, unless it is public', async () => {
    const server = whole.app.getHttpServer();
    const open: string[] = [];
    for (const { id, method, path, access } of routes) {
      if (access === 'public') continue;
      const concrete = path.replace(/:\w+/g, 'x');
      const { status } = await request(server)[method.toLowerCase() as 'get'](concrete);
      if (status !== 401) open.push(`${id}: ${status}`);
    }
    expect(open).toEqual([]);
  });
});

describe('every action of the RPC protocol', () => {
  const actions = [...Object.entries(ACTIONS), ...Object.entries(RAM_ACTIONS)];

  it('declares the permissions that it needs', () => {
    expect(actions.length).toBeGreaterThan(30);
    const careless = actions.filter(
      ([, { permission }]) => permission.length === 0 || permission.some((needed) => !KNOWN.has(needed)),
    );
    expect(careless.map(([name]) => name)).toEqual([]);
  });

  it('may change something only with more than a right to look', () => {
    const careless = actions.filter(
      ([, { mutates, permission }]) => mutates && permission.every((needed) => needed.endsWith('.view')),
    );
    expect(careless.map(([name]) => name)).toEqual([]);
  });
});
