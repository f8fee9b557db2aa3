import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { OperationsModule } from './operations.module.js';

export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Gatewright operations')
    .setDescription('Health and metrics of one process. No credential is asked for: keep the management port private.')
    .setVersion('1')
    .build();
  return SwaggerModule.createDocument(app, config, { include: [OperationsModule] });
}
