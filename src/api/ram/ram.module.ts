import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.token.js';
import { rpcProduct } from '../rpc/product.js';
import { RpcProducts } from '../rpc/products.js';
import { RpcModule } from '../rpc/rpc.module.js';
import { ACTIONS, VERSION } from './action-registry.js';
import { ownName, RamCore } from './core.js';
import { problemRefusal } from './problem-errors.js';
import { ramResources } from './ram-scope.js';
import { getCallerIdentity, STS_VERSION } from './sts.js';

/** RAM 2015-05-01 and what of STS 2015-04-01 its clients ask, at `/`: users, keys and policies of the caller's project. */
@Module({ imports: [RpcModule, AuthModule], providers: [RamCore] })
export class RamModule implements OnModuleInit {
  constructor(
    private readonly products: RpcProducts,
    private readonly core: RamCore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const { limits } = this.config;
    this.products.add(
      rpcProduct({
        name: 'Ram',
        version: VERSION,
        ramCode: 'ram',
        core: this.core,
        limits,
        actions: ACTIONS,
        refusalOf: problemRefusal,
        resources: async ({ resource }, source, signed) =>
          ramResources(resource, source, signed.accountId, ownName(signed)),
      }),
    );
    this.products.add(
      rpcProduct({
        name: 'Sts',
        version: STS_VERSION,
        ramCode: 'sts',
        core: null,
        limits,
        actions: { GetCallerIdentity: getCallerIdentity },
        refusalOf: problemRefusal,
        resources: async () => [],
      }),
    );
  }
}
