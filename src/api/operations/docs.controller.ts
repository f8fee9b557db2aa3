import { Controller, Get, Header, NotFoundException, Param, Res } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequireAccess } from '../../auth/require-access.decorator.js';
import { DocsCatalogue } from './docs.js';
import { vendorAsset } from './docs-assets.js';
import { DOCS_PAGE, DOCS_POLICY, docsInitializer } from './docs-page.js';

/** The browsable description of every surface. Everything it loads comes from this process. */
@ApiExcludeController()
@Controller('docs')
@RequireAccess('public')
export class DocsController {
  constructor(private readonly catalogue: DocsCatalogue) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', DOCS_POLICY)
  page(): string {
    return DOCS_PAGE;
  }

  @Get('initializer.js')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  initializer(): string {
    return docsInitializer(this.catalogue.names());
  }

  @Get('assets/:file')
  async asset(@Param('file') file: string, @Res() response: Response): Promise<void> {
    const asset = await vendorAsset(file);
    if (asset === undefined) throw new NotFoundException(`there is no file '${file}'`);
    response.setHeader('Content-Type', asset.contentType);
    response.setHeader('Cache-Control', 'public, max-age=3600');
    response.send(asset.content);
  }

  @Get(':name.json')
  document(@Param('name') name: string): OpenAPIObject {
    const document = this.catalogue.find(name);
    if (document === undefined) throw new NotFoundException(`there is no document '${name}'`);
    return document;
  }
}
