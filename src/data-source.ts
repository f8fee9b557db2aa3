import type { DataSourceOptions } from 'typeorm';
import { ApiProxyEntity } from './api-proxies/api-proxy.entity.js';
import { RevisionEntity } from './api-proxies/revision.entity.js';
import { SpecDocumentEntity } from './api-proxies/spec-document.entity.js';
import { APP_ENTITIES } from './apps/app-entities.js';
import { AUTH_ENTITIES } from './auth/auth-entities.js';
import { CreateProjects1760000000000 } from './database/migrations/1760000000000-CreateProjects.js';
import { CreateAuth1760000000001 } from './database/migrations/1760000000001-CreateAuth.js';
import { CreateProxies1760000000002 } from './database/migrations/1760000000002-CreateProxies.js';
import { CreatePublishing1760000000003 } from './database/migrations/1760000000003-CreatePublishing.js';
import { CreateDeployments1760000000004 } from './database/migrations/1760000000004-CreateDeployments.js';
import { NameRoutePlaces1760000000005 } from './database/migrations/1760000000005-NameRoutePlaces.js';
import { KeepHistories1760000000100 } from './database/migrations/1760000000100-KeepHistories.js';
import { CreatePromotions1760000000120 } from './database/migrations/1760000000120-CreatePromotions.js';
import { KeepVersions1760000000200 } from './database/migrations/1760000000200-KeepVersions.js';
import { CreateGroupImports1760000000220 } from './database/migrations/1760000000220-CreateGroupImports.js';
import { ManageRam1760000000240 } from './database/migrations/1760000000240-ManageRam.js';
import { CreateStageFacts1760000000280 } from './database/migrations/1760000000280-CreateStageFacts.js';
import { CreateApps1760000000300 } from './database/migrations/1760000000300-CreateApps.js';
import { KnowGuestNodes1760000000340 } from './database/migrations/1760000000340-KnowGuestNodes.js';
import { SweepRevisions1760000000420 } from './database/migrations/1760000000420-SweepRevisions.js';
import { LetAuditAge1760000000421 } from './database/migrations/1760000000421-LetAuditAge.js';
import { FlipTogether1760000000440 } from './database/migrations/1760000000440-FlipTogether.js';
import { PreparingClient } from './database/preparing-client.js';
import { BatchEntity } from './deployments/batch.entity.js';
import { BatchItemEntity } from './deployments/batch-item.entity.js';
import { DeploymentEntity } from './deployments/deployment.entity.js';
import { DeploymentItemEntity } from './deployments/deployment-item.entity.js';
import { DeploymentRecordEntity } from './deployments/deployment-record.entity.js';
import { DueRefreshEntity } from './deployments/due-refresh.entity.js';
import { ObjectCounterEntity } from './deployments/object-counter.entity.js';
import { ReleaseEntity } from './deployments/release.entity.js';
import { RouteClaimEntity } from './deployments/route-claim.entity.js';
import { RouteOwnerEntity } from './deployments/route-owner.entity.js';
import { VpcUpdateEntity } from './deployments/vpc-update.entity.js';
import { EnvironmentEntity } from './environments/environment.entity.js';
import { ProjectEntity } from './projects/project.entity.js';
import { PROMOTION_ENTITIES } from './promotions/promotion-entities.js';
import { GroupImportEntity } from './proxy-groups/group-import.entity.js';
import { GroupMemberEntity } from './proxy-groups/group-member.entity.js';
import { ProxyGroupEntity } from './proxy-groups/proxy-group.entity.js';
import { FragmentEntity } from './publishing/fragment.entity.js';
import { NodeEntity } from './publishing/node.entity.js';
import { NodeAnswerEntity } from './publishing/node-answer.entity.js';
import { SnapshotLogEntity } from './publishing/snapshot-log.entity.js';
import { GroupDomainEntity } from './stages/group-domain.entity.js';
import { StageVariableEntity } from './stages/stage-variable.entity.js';
import { ResourceTagEntity } from './tags/resource-tag.entity.js';
import { VpcAccessEntity } from './vpc-accesses/vpc-access.entity.js';

/** The one data source: every entity and every migration, by name. */
export const dataSourceOptions = (url: string): DataSourceOptions => ({
  type: 'postgres',
  url,
  entities: [
    ProjectEntity,
    EnvironmentEntity,
    ...AUTH_ENTITIES,
    SpecDocumentEntity,
    ApiProxyEntity,
    RevisionEntity,
    ProxyGroupEntity,
    GroupMemberEntity,
    GroupImportEntity,
    FragmentEntity,
    SnapshotLogEntity,
    NodeEntity,
    NodeAnswerEntity,
    ObjectCounterEntity,
    DeploymentEntity,
    DeploymentItemEntity,
    DeploymentRecordEntity,
    ReleaseEntity,
    RouteOwnerEntity,
    RouteClaimEntity,
    BatchEntity,
    BatchItemEntity,
    ...PROMOTION_ENTITIES,
    StageVariableEntity,
    GroupDomainEntity,
    ResourceTagEntity,
    ...APP_ENTITIES,
    VpcAccessEntity,
    DueRefreshEntity,
    VpcUpdateEntity,
  ],
  migrations: [
    CreateProjects1760000000000,
    CreateAuth1760000000001,
    CreateProxies1760000000002,
    CreatePublishing1760000000003,
    CreateDeployments1760000000004,
    NameRoutePlaces1760000000005,
    KeepHistories1760000000100,
    CreatePromotions1760000000120,
    KeepVersions1760000000200,
    CreateGroupImports1760000000220,
    ManageRam1760000000240,
    CreateStageFacts1760000000280,
    CreateApps1760000000300,
    KnowGuestNodes1760000000340,
    SweepRevisions1760000000420,
    LetAuditAge1760000000421,
    FlipTogether1760000000440,
  ],
  synchronize: false,
  poolSize: 20,
  extra: { Client: PreparingClient },
  applicationName: 'gatewright',
});
