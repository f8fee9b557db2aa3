import { Module } from '@nestjs/common';
import { ApiProxiesModule } from '../api-proxies/api-proxies.module.js';
import { ProxyGroupsModule } from '../proxy-groups/proxy-groups.module.js';
import { BulkImportService } from './bulk-import.service.js';
import { PackageExportService } from './package-export.service.js';
import { PackageImportService } from './package-import.service.js';
import { PackageReader } from './package-reader.service.js';

@Module({
  imports: [ApiProxiesModule, ProxyGroupsModule],
  providers: [PackageExportService, PackageImportService, BulkImportService, PackageReader],
  exports: [PackageExportService, PackageImportService, BulkImportService, PackageReader],
})
export class PackagesModule {}
