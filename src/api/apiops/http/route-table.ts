import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';

/** A route as its controller declares it. Segments beginning with `:` match one non-empty segment. */
export interface Route {
  readonly method: string;
  readonly segments: readonly string[];
}

/** Every route of the controllers, read from Nest's own metadata, so that it cannot differ from what is served. */
export const routesOf = (controllers: readonly Type[]): readonly Route[] => controllers.flatMap(routesOfController);

function routesOfController(controller: Type): Route[] {
  const base: unknown = Reflect.getMetadata(PATH_METADATA, controller);
  return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
    const handler: unknown = controller.prototype[name];
    if (typeof handler !== 'function') return [];
    const method: unknown = Reflect.getMetadata(METHOD_METADATA, handler);
    if (typeof method !== 'number') return [];
    const paths: unknown = Reflect.getMetadata(PATH_METADATA, handler);
    return textsOf(paths).map((path) => ({
      method: RequestMethod[method] ?? '',
      segments: `${textsOf(base)[0] ?? ''}/${path}`.split('/').filter((segment) => segment !== ''),
    }));
  });
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value ?? '')]);
