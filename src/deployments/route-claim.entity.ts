import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { RouteOwnerEntity } from './route-owner.entity.js';

/** Which releases of the owner use a route. Members of one group may share it: the first in member order serves. */
@Entity('route_claims')
@Index('ix_route_claims_owner', ['environmentId', 'claim', 'ownerId'])
@ForeignKey(() => RouteOwnerEntity, ['environmentId', 'claim', 'ownerId'], ['environmentId', 'claim', 'ownerId'], {
  name: 'fk_route_claims_owner',
  onDelete: 'RESTRICT',
})
export class RouteClaimEntity {
  @PrimaryColumn('text', { name: 'environment_id', primaryKeyConstraintName: 'pk_route_claims' })
  environmentId!: string;

  @PrimaryColumn('text', { name: 'owner_id', primaryKeyConstraintName: 'pk_route_claims' })
  ownerId!: string;

  @PrimaryColumn('text', { name: 'proxy_id', primaryKeyConstraintName: 'pk_route_claims' })
  proxyId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_route_claims' })
  claim!: string;
}
