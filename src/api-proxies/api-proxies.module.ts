import { Module } from '@nestjs/common';
import { ApiProxiesRepository } from './api-proxies.repository.js';
import { ApiProxiesService } from './api-proxies.service.js';

@Module({ providers: [ApiProxiesService, ApiProxiesRepository], exports: [ApiProxiesService, ApiProxiesRepository] })
export class ApiProxiesModule {}
