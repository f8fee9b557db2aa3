import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuthModule } from '../../auth/auth.module.js';
import { EnvironmentsModule } from '../../environments/environments.module.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { PublishingModule } from '../../publishing/publishing.module.js';
import { AccessKeysController } from './credentials/access-keys.controller.js';
import { ProjectAccessKeysController } from './credentials/project-access-keys.controller.js';
import { TokensController } from './credentials/tokens.controller.js';
import { UserTokensController } from './credentials/user-tokens.controller.js';
import { EnvironmentsController } from './environments/environments.controller.js';
import { FallbackController } from './http/fallback.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { AuditController } from './installation/audit.controller.js';
import { GatewaysController } from './installation/gateways.controller.js';
import { AttachmentsController } from './policies/attachments.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { ProjectPolicies } from './policies/project-policies.js';
import { MembersController } from './projects/members.controller.js';
import { ProjectUsers } from './projects/project-users.js';
import { ProjectsController } from './projects/projects.controller.js';
import { RolesController } from './projects/roles.controller.js';
import { MeController } from './users/me.controller.js';
import { UsersController } from './users/users.controller.js';

@Module({
  imports: [AuthModule, ProjectsModule, EnvironmentsModule, PublishingModule],
  controllers: [
    UsersController,
    MeController,
    ProjectsController,
    MembersController,
    RolesController,
    EnvironmentsController,
    TokensController,
    UserTokensController,
    ProjectAccessKeysController,
    AccessKeysController,
    PoliciesController,
    AttachmentsController,
    AuditController,
    GatewaysController,
    // Last: it takes what no other one does.
    FallbackController,
  ],
  providers: [
    ProjectUsers,
    ProjectPolicies,
    // For the whole process: what no surface's own filter answers, such as an unknown path, is answered this way.
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class AdminModule {}
