import { Module } from '@nestjs/common';
import { SecretsModule } from '../secrets/secrets.module.js';
import { AccessKeysRepository } from './access-keys.repository.js';
import { AccessKeysService } from './access-keys.service.js';
import { AccessTokensRepository } from './access-tokens.repository.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { AuthService } from './auth.service.js';
import { BearerTokenGuard } from './bearer-token.guard.js';
import { CallersRepository } from './callers.repository.js';
import { MembersService } from './members.service.js';
import { MembershipsRepository } from './memberships.repository.js';
import { RamPoliciesRepository } from './ram-policies.repository.js';
import { RamPoliciesService } from './ram-policies.service.js';
import { RamUsersService } from './ram-users.service.js';
import { RateLimiterService } from './rate-limiter.service.js';
import { RateLimitsRepository } from './rate-limits.repository.js';
import { SignedCallsService } from './signed-calls.service.js';
import { TokensService } from './tokens.service.js';
import { UsedNoncesRepository } from './used-nonces.repository.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

const REPOSITORIES = [
  AccessKeysRepository,
  AccessTokensRepository,
  AuditRepository,
  CallersRepository,
  MembershipsRepository,
  RamPoliciesRepository,
  RateLimitsRepository,
  UsedNoncesRepository,
  UsersRepository,
];

const SERVICES = [
  AccessKeysService,
  AuditService,
  AuthService,
  BearerTokenGuard,
  MembersService,
  RamPoliciesService,
  RamUsersService,
  RateLimiterService,
  TokensService,
  UsersService,
];

/** Needs `CONFIG`, `Clock`, `UnitOfWork` and the data source, which global modules provide. */
@Module({
  imports: [SecretsModule],
  providers: [...REPOSITORIES, ...SERVICES, SignedCallsService],
  exports: [...SERVICES, SecretsModule],
})
export class AuthModule {}
