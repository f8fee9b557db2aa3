import {
  Body,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  type StreamableFile,
  UploadedFile,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import {
  checkCertificateWords,
  decodeExportPassphrase,
  decodeImportMetadata,
  decodeImportPassphrase,
  decodeMappedEnvironments,
  decodePackageUpload,
  decodeSwitch,
  PASSPHRASE_HEADER,
  type PackagePart,
  type PackageUpload,
} from '../decode/package.decode.js';
import { ProxyImportBody, ProxyImportedDto, ProxyImportOverBody } from '../dto/package.dto.js';
import { DeploymentSuccessDto } from '../dto/success.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe, DescribeZip } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { GENERAL, PACKAGE_TEXTS } from '../http/messages.js';
import { PackageFile, zipAnswer } from '../http/package-upload.js';
import { type Success, succeeded } from '../present/success.js';
import { type ImportCall, PackageCalls } from '../services/package-calls.service.js';
import type { ProxyPath } from '../services/proxy-calls.service.js';

const PART = 'apiProxyExportFile';

@ApiTags('API proxies')
@ApiParam({ name: 'projectName' })
@ApiopsController('apiops/projects/:projectName/apiProxies')
@Messages('packages')
export class ProxyPackagesController {
  constructor(private readonly packages: PackageCalls) {}

  @Get(':apiProxyName/export')
  @RequireAccess('proxy.export')
  @ApiParam({ name: 'apiProxyName' })
  @ApiQuery({ name: 'encrypt', required: false, type: Boolean, description: 'With the passphrase of the header' })
  @ApiQuery({ name: 'withDependencies', required: false, type: Boolean, description: 'A proxy has none' })
  @ApiHeader({ name: PASSPHRASE_HEADER, required: false, description: 'Base64 of the UTF-8 passphrase' })
  @DescribeZip({ summary: 'Export a proxy', description: 'A ZIP with its definition and its specification.' })
  async export(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @Query('encrypt') encrypt: unknown,
    @Query('withDependencies') withDependencies: unknown,
    @Headers(PASSPHRASE_HEADER) passphrase: string | undefined,
  ): Promise<StreamableFile> {
    const options = {
      withDependencies: decodeSwitch(withDependencies, 'withDependencies'),
      passphrase: decodeExportPassphrase(encrypt, passphrase),
    };
    return zipAnswer(await this.packages.exportProxy(actor, path, options), path.apiProxyName);
  }

  @Post('import')
  @HttpCode(200)
  @RequireAccess('proxy.export')
  @PackageFile(PART)
  @ApiBody({ type: ProxyImportBody })
  @Describe({
    summary: 'Import a package as a new proxy',
    description: 'Where the name is taken, name and paths get the suffix `-imported`. It starts undeployed.',
    answer: ProxyImportedDto,
  })
  async importNew(
    @CurrentActor() actor: Actor,
    @Param('projectName') projectName: string,
    @UploadedFile() part: PackagePart | undefined,
    @Body() body: unknown,
    @Headers(PASSPHRASE_HEADER) passphrase: string | undefined,
  ): Promise<ProxyImportedDto> {
    const upload = decodePackageUpload(part, body, PART, GENERAL.empty(PART));
    const name = await this.packages.importProxy(actor, projectName, importCall(upload, passphrase));
    return { ...succeeded(), resultMessage: PACKAGE_TEXTS.imported(name) };
  }

  @Put(':apiProxyName/import')
  @RequireAccess('proxy.export')
  @ApiParam({ name: 'apiProxyName' })
  @PackageFile(PART)
  @ApiBody({ type: ProxyImportOverBody })
  @Describe({
    summary: 'Import a package over a proxy',
    description: 'Creates the proxy when absent. What is deployed stays so, and needs a redeploy.',
    answer: DeploymentSuccessDto,
  })
  async importOver(
    @CurrentActor() actor: Actor,
    @Param() path: ProxyPath,
    @UploadedFile() part: PackagePart | undefined,
    @Body() body: unknown,
    @Headers(PASSPHRASE_HEADER) passphrase: string | undefined,
  ): Promise<Success> {
    const upload = decodePackageUpload(part, body, PART, PACKAGE_TEXTS.parameterEmpty(PART));
    checkCertificateWords(upload.fields);
    const metadata = decodeImportMetadata(upload.fields['metadata']);
    return succeeded(await this.packages.importOver(actor, path, importCall(upload, passphrase), metadata));
  }
}

export const importCall = ({ file, fields }: PackageUpload, passphrase: string | undefined): ImportCall => ({
  file,
  passphrase: decodeImportPassphrase(passphrase),
  mappedEnvironments: decodeMappedEnvironments(fields['environmentMapping']),
});
