import { Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { SecretBox } from './secret-box.js';
import { sealingKey } from './secret-key.js';

/** Needs `CONFIG`, which a global module provides. */
@Module({
  providers: [
    { provide: SecretBox, inject: [CONFIG], useFactory: (config: Config) => new SecretBox(sealingKey(config)) },
  ],
  exports: [SecretBox],
})
export class SecretsModule {}
