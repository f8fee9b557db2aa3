import { createHash } from 'node:crypto';
import type { Stage } from '../../../model/environment.js';
import type { Id } from '../../../shared/ids.js';

export { wireTime } from '../../rpc/wire-time.js';

/** 17 digits `yyyyMMddHHmmssSSS`, UTC. */
export const wireVersion = (date: Date): string => date.toISOString().replace(/\D/g, '');

/** Of a version. */
export const wireStatus = (online: boolean): string => (online ? 'ONLINE' : 'OFFLINE');

/** Null for what names no version. */
export function readWireVersion(text: string): Date | null {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(text) ?? [];
  const [year, month, day, hour, minute, second, millisecond] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`);
  return Number.isNaN(date.getTime()) || wireVersion(date) !== text ? null : date;
}

/** What the vendor's console calls them. */
export const STAGE_ALIASES: Readonly<Record<Stage, string>> = { RELEASE: 'Online', PRE: 'Pre', TEST: 'Test' };

/** Stages have ids of their own in every group; 32 hex characters that stay the same. */
export const stageId = (groupId: Id, stage: Stage): string =>
  createHash('sha256').update(`${groupId}:${stage}`).digest('hex').slice(0, 32);

export interface Place {
  readonly region: string;
  readonly groupDomain: string;
}

export const subDomain = (groupId: Id, { region, groupDomain }: Place): string => `${groupId}-${region}.${groupDomain}`;

/** The one instance that this installation is. */
export const INSTANCE = { InstanceId: 'api-shared-vpc-001', InstanceType: 'VPC_SHARED' } as const;
