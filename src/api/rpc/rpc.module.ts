import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { CallAudit } from './call-audit.js';
import { RpcProducts } from './products.js';
import { RpcController } from './rpc.controller.js';
import { RpcHandler } from './rpc-handler.js';

/** The vendor's RPC protocol, at `/`. What is spoken there, dialects put into `RpcProducts`. */
@Module({
  imports: [AuthModule],
  controllers: [RpcController],
  providers: [RpcProducts, CallAudit, RpcHandler],
  exports: [RpcProducts],
})
export class RpcModule {}
