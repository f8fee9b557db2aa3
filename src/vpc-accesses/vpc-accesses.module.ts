import { Module } from '@nestjs/common';
import { VpcAccessesRepository } from './vpc-accesses.repository.js';

@Module({ providers: [VpcAccessesRepository], exports: [VpcAccessesRepository] })
export class VpcAccessesModule {}
