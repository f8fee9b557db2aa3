import type { NestExpressApplication } from '@nestjs/platform-express';
import { openApiDocument as adminDocument } from './api/admin/openapi.js';
import { publishApiopsDocument } from './api/apiops/openapi.js';
import { cloudApiDocument } from './api/cloudapi/openapi.js';
import { setUpDocs } from './api/operations/docs.js';
import { setUpEdge } from './api/operations/edge.js';
import { openApiDocument as operationsDocument } from './api/operations/openapi.js';
import { ramDocument } from './api/ram/openapi.js';
import type { Config } from './config/config.js';
import { CONFIG } from './config/config.token.js';

/** What requests pass before Nest routes them. Called before `app.init()`. */
export function setUpHttp(app: NestExpressApplication): void {
  setUpEdge(app);
}

/** Called after `app.init()`, when every controller is known. */
export function publishDocuments(app: NestExpressApplication): void {
  setUpDocs(app, [
    { name: 'apiops', document: publishApiopsDocument(app) },
    { name: 'cloudapi', document: cloudApiDocument(app.get<Config>(CONFIG).limits) },
    { name: 'ram', document: ramDocument(app.get<Config>(CONFIG).limits) },
    { name: 'admin', document: adminDocument(app) },
    { name: 'operations', document: operationsDocument(app) },
  ]);
}
