import { Body, Get, Headers, HttpCode, Param, Post, Query, type StreamableFile, UploadedFile } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../../auth/current-actor.decorator.js';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import type { Actor } from '../../../model/actor.js';
import { PACKAGE_TYPES } from '../../../packages/package-content.js';
import {
  checkCertificateWords,
  decodeExportNames,
  decodeExportPassphrase,
  decodePackageType,
  decodePackageUpload,
  decodeSwitch,
  PASSPHRASE_HEADER,
  type PackagePart,
} from '../decode/package.decode.js';
import {
  ExportObjectList,
  ExportObjectsBody,
  ExportTypeList,
  ImportObjectsBody,
  ObjectsImportedDto,
} from '../dto/package.dto.js';
import { ApiopsController } from '../http/apiops-controller.js';
import { Describe, DescribeZip } from '../http/describe.js';
import { Messages } from '../http/message-family.js';
import { GENERAL } from '../http/messages.js';
import { PackageFile, zipAnswer } from '../http/package-upload.js';
import { type ListSuccess, listed, succeeded } from '../present/success.js';
import { PackageCalls } from '../services/package-calls.service.js';
import { importCall } from './proxy-packages.controller.js';

const PART = 'exportFile';

/** Where a call about one type is addressed. */
interface TypePath {
  readonly projectName: string;
  readonly type: string;
}

@ApiTags('Export and import')
@ApiParam({ name: 'projectName' })
@ApiopsController('apiops/projects/:projectName/export-import')
@Messages('export-import')
export class ExportImportController {
  constructor(private readonly packages: PackageCalls) {}

  @Get('types')
  @RequireAccess('project.view')
  @Messages('export-import-types')
  @Describe({ summary: 'List the types that can be exported', answer: ExportTypeList })
  async types(@CurrentActor() actor: Actor, @Param('projectName') projectName: string): Promise<ListSuccess<string>> {
    await this.packages.requireProject(actor, projectName);
    return listed(PACKAGE_TYPES);
  }

  @Get(':type/objects')
  @RequireAccess('proxy.view')
  @ApiParam({ name: 'type', enum: PACKAGE_TYPES })
  @ApiQuery({ name: 'filter', required: false, description: 'Part of the name, whatever its case' })
  @Describe({ summary: 'List objects of a type, ordered by name', answer: ExportObjectList })
  async objects(
    @CurrentActor() actor: Actor,
    @Param() path: TypePath,
    @Query('filter') filter: unknown,
  ): Promise<ListSuccess<{ readonly name: string }>> {
    const type = decodePackageType(path.type);
    const names = await this.packages.names(actor, path.projectName, type, typeof filter === 'string' ? filter : '');
    return listed(names.map((name) => ({ name })));
  }

  @Post(':type/export')
  @HttpCode(200)
  @RequireAccess('proxy.export')
  @ApiParam({ name: 'type', enum: PACKAGE_TYPES })
  @ApiQuery({ name: 'encrypt', required: false, type: Boolean, description: 'With the passphrase of the header' })
  @ApiQuery({ name: 'withDependencies', required: false, type: Boolean, description: 'Members of groups travel too' })
  @ApiHeader({ name: PASSPHRASE_HEADER, required: false, description: 'Base64 of the UTF-8 passphrase' })
  @ApiBody({ type: ExportObjectsBody })
  @DescribeZip({ summary: 'Export objects of a type', description: 'A ZIP with one JSON file per object.' })
  async export(
    @CurrentActor() actor: Actor,
    @Param() path: TypePath,
    @Query() query: Readonly<Record<string, unknown>>,
    @Headers(PASSPHRASE_HEADER) passphrase: string | undefined,
    @Body() body: unknown,
  ): Promise<StreamableFile> {
    const type = decodePackageType(path.type);
    const names = decodeExportNames(body, type);
    const bytes = await this.packages.exportObjects(actor, path.projectName, type, names, {
      withDependencies: decodeSwitch(query['withDependencies'], 'withDependencies'),
      passphrase: decodeExportPassphrase(query['encrypt'], passphrase),
    });
    return zipAnswer(bytes, names.length === 1 ? (names[0] ?? type) : type);
  }

  @Post(':type/import')
  @HttpCode(200)
  @RequireAccess('proxy.export')
  @ApiParam({ name: 'type', enum: PACKAGE_TYPES })
  @ApiQuery({ name: 'withDependencies', required: false, type: Boolean, description: 'Take bundled members too' })
  @PackageFile(PART)
  @ApiBody({ type: ImportObjectsBody })
  @Describe({
    summary: 'Import objects of a type',
    description: 'All or none, and never deployed. Without `override` a taken name refuses the package.',
    answer: ObjectsImportedDto,
  })
  async import(
    @CurrentActor() actor: Actor,
    @Param() path: TypePath,
    @Query('withDependencies') withDependencies: unknown,
    @UploadedFile() part: PackagePart | undefined,
    @Body() body: unknown,
    @Headers(PASSPHRASE_HEADER) passphrase: string | undefined,
  ): Promise<ObjectsImportedDto> {
    const type = decodePackageType(path.type);
    const upload = decodePackageUpload(part, body, PART, GENERAL.empty(PART));
    checkCertificateWords(upload.fields);
    const options = {
      override: decodeSwitch(upload.fields['override'], 'override'),
      withDependencies: decodeSwitch(withDependencies, 'withDependencies'),
    };
    const call = importCall(upload, passphrase);
    const unresolved = await this.packages.importObjects(actor, path.projectName, type, call, options);
    return unresolved.length === 0 ? succeeded() : { ...succeeded(), unresolvedReferences: unresolved };
  }
}
