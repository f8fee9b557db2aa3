import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AdminModule } from './admin.module.js';
import { ProblemDetails } from './http/problem-details.js';

export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Gatewright administration')
    .setDescription('Users, projects, environments, credentials and policies of the installation.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A personal access token' })
    .build();
  return SwaggerModule.createDocument(app, config, { include: [AdminModule], extraModels: [ProblemDetails] });
}
