import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Who owns a route in an environment: a proxy on its own, or a group with all its members. One owner a route. */
@Entity('route_owners')
@Unique('uq_route_owners_owner', ['environmentId', 'claim', 'ownerId'])
@Index('ix_route_owners_place', ['environmentId', 'place'])
export class RouteOwnerEntity {
  @ForeignKey('environments', { name: 'fk_route_owners_environment', onDelete: 'RESTRICT' })
  @PrimaryColumn('text', { name: 'environment_id', primaryKeyConstraintName: 'pk_route_owners' })
  environmentId!: string;

  /** SHA-256 of `route`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_route_owners' })
  claim!: string;

  @Column('text', { name: 'owner_id' })
  ownerId!: string;

  @Column('text')
  route!: string;

  /** SHA-256 of the route's host and path. */
  @Column('text')
  place!: string;
}
