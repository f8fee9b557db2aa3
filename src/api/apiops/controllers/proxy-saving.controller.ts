import { Body, HttpCode, Param, Post, Put, UploadedFiles, UseInterceptors } from '@nestjs/common';
import { FileFieldsInterceptor } from '@nestjs/platform-express';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { decodeProxyFromFile, decodeProxyFromUrl, requireClientRoute } from '../decode/proxy.decode.js';
import { decodeUpload, MAX_METADATA_BYTES, MAX_SPEC_BYTES, type UploadedParts } from '../decode/upload.decode.js';
import { ProxyFromFileBody, ProxyFromUrlBody } from '../dto/proxy.dto.js';
import { DeploymentSuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { type Success, succeeded } from '../present/success.js';
import { ProxySaving } from '../services/proxy-saving.service.js';

const Upload = () =>
  UseInterceptors(
    FileFieldsInterceptor(
      [
        { name: 'specFile', maxCount: 1 },
        { name: 'metadata', maxCount: 1 },
      ],
      { limits: { fileSize: MAX_SPEC_BYTES, fieldSize: MAX_METADATA_BYTES, fields: 10 } },
    ),
  );

const DEPLOYS =
  'With `deploy`, deploys to every named environment after saving; a failure there is told, the save stays.';

@ApiTags('API proxies')
@ApiopsController('apiops/projects/:projectName/apiProxies')
@Messages('proxies')
export class ProxySavingController {
  constructor(private readonly saving: ProxySaving) {}

  @Post('url')
  @HttpCode(200)
  @RequireAccess('proxy.manage')
  @ApiBody({ type: ProxyFromUrlBody })
  @Describe({
    summary: 'Create a proxy from a URL or without a specification',
    description: DEPLOYS,
    answer: DeploymentSuccessDto,
  })
  async createFromUrl(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @Body() body: unknown,
  ): Promise<Success> {
    return succeeded(await this.saving.create(actor, projectName, decodeProxyFromUrl(body)));
  }

  @Put('url')
  @RequireAccess('proxy.manage')
  @ApiBody({ type: ProxyFromUrlBody })
  @Describe({ summary: 'Create or reparse a proxy from a URL', description: DEPLOYS, answer: DeploymentSuccessDto })
  async saveFromUrl(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @Body() body: unknown,
  ): Promise<Success> {
    return succeeded(await this.saving.createOrReparse(actor, projectName, decodeProxyFromUrl(body)));
  }

  @Post('file')
  @HttpCode(200)
  @RequireAccess('proxy.manage')
  @Upload()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ProxyFromFileBody })
  @Describe({
    summary: 'Create a proxy from an uploaded specification',
    description: DEPLOYS,
    answer: DeploymentSuccessDto,
  })
  async createFromFile(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @UploadedFiles() files: UploadedParts | undefined,
    @Body() body: unknown,
  ): Promise<Success> {
    const { metadata, file } = decodeUpload(files, body);
    const request = requireClientRoute(decodeProxyFromFile(metadata, file));
    return succeeded(await this.saving.create(actor, projectName, request));
  }

  @Put('file')
  @RequireAccess('proxy.manage')
  @Upload()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ProxyFromFileBody })
  @Describe({
    summary: 'Create or reparse a proxy from an uploaded specification',
    description: DEPLOYS,
    answer: DeploymentSuccessDto,
  })
  async saveFromFile(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @UploadedFiles() files: UploadedParts | undefined,
    @Body() body: unknown,
  ): Promise<Success> {
    const { metadata, file } = decodeUpload(files, body);
    return succeeded(await this.saving.createOrReparse(actor, projectName, decodeProxyFromFile(metadata, file)));
  }
}
