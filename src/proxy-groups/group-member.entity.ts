import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('group_members')
export class GroupMemberEntity {
  @ForeignKey('proxy_groups', { name: 'fk_group_members_group', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'group_id', primaryKeyConstraintName: 'pk_group_members' })
  groupId!: string;

  @Index('ix_group_members_proxy')
  @ForeignKey('api_proxies', { name: 'fk_group_members_proxy', onDelete: 'CASCADE' })
  @PrimaryColumn('text', { name: 'proxy_id', primaryKeyConstraintName: 'pk_group_members' })
  proxyId!: string;

  /** Order of adding; the first matching member serves. */
  @Column('integer')
  position!: number;
}
