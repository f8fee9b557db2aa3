import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ApiopsModule } from './apiops.module.js';
import { BEARER } from './http/describe.js';
import { ApiopsDocument } from './openapi-document.js';

/** Paths that the contract writes without a trailing slash; all others end with one. Source: apiops.md 1.1. */
const WITHOUT_SLASH = [
  /^\/apiops\/auth\//,
  /^\/apiops\/test\//,
  /^\/apiops\/environments\/\{/,
  /^\/apiops\/promotion\//,
  /\/(forpromotion|promotion|full)$/,
  /^\/apiops\/openapi/,
];

/** Describes the dialect of a complete application, and publishes it under `/apiops/openapi.json` and `.yaml`. */
export function publishApiopsDocument(app: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, head(), {
    include: [ApiopsModule],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  const described = { ...document, paths: withSlashes(document.paths) };
  app.get(ApiopsDocument, { strict: false }).publish(described);
  return described;
}

const head = () =>
  new DocumentBuilder()
    .setTitle('Gatewright: apiops')
    .setDescription(
      'Projects, API proxies, proxy groups and their deployment. Every path is served with and without its trailing slash.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, BEARER)
    .build();

const withSlashes = (paths: OpenAPIObject['paths']): OpenAPIObject['paths'] =>
  Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      WITHOUT_SLASH.some((pattern) => pattern.test(path)) ? path : `${path}/`,
      item,
    ]),
  );
