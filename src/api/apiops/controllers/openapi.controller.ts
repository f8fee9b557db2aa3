import { Get, Header, Redirect } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { stringify } from 'yaml';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { ApiopsDocument } from '../openapi-document.js';

/** The description of the dialect holds nothing secret, and the page that shows it needs no token either. */
@ApiExcludeController()
@ApiopsController('apiops')
export class OpenapiController {
  constructor(private readonly document: ApiopsDocument) {}

  @Get('openapi.json')
  @RequireAccess('public')
  json(): OpenAPIObject {
    return this.document.get();
  }

  @Get('openapi.yaml')
  @RequireAccess('public')
  @Header('Content-Type', 'application/yaml;charset=UTF-8')
  yaml(): string {
    return stringify(this.document.get(), { aliasDuplicateObjects: false });
  }

  @Get('openapi')
  @RequireAccess('public')
  @Redirect('/docs', 302)
  page(): void {}
}
