import { Injectable } from '@nestjs/common';
import { constraintOf, type Tx } from '../database/unit-of-work.js';
import type { Id } from '../shared/ids.js';
import { notFound, Problem } from '../shared/problem.js';
import { AppCodeEntity } from './app-code.entity.js';
import { AppKeyEntity } from './app-key.entity.js';

export type SealedKey = Pick<AppKeyEntity, 'key' | 'appId' | 'secretSealed' | 'createdAt' | 'modifiedAt'>;
export type SealedCode = Pick<AppCodeEntity, 'digest' | 'appId' | 'codeSealed' | 'createdAt' | 'modifiedAt'>;

const OLDEST_FIRST = { createdAt: 'ASC' } as const;

/** Keys and codes of apps: both are unique in the whole installation. */
@Injectable()
export class AppCredentialsRepository {
  keysOf(tx: Tx, appId: string): Promise<SealedKey[]> {
    return tx.manager.find(AppKeyEntity, { where: { appId }, order: { ...OLDEST_FIRST, key: 'ASC' } });
  }

  codesOf(tx: Tx, appId: string): Promise<SealedCode[]> {
    return tx.manager.find(AppCodeEntity, { where: { appId }, order: { ...OLDEST_FIRST, digest: 'ASC' } });
  }

  /** @throws Problem already_exists */
  async insertKey(tx: Tx, key: SealedKey): Promise<void> {
    await refusingTwins(() => tx.manager.insert(AppKeyEntity, { ...key }));
  }

  /** @throws Problem already_exists */
  async insertCode(tx: Tx, code: SealedCode): Promise<void> {
    await refusingTwins(() => tx.manager.insert(AppCodeEntity, { ...code }));
  }

  /** The one before. The app is held. @throws Problem already_exists when the new key is another's, not_found when the old one is none */
  async replaceKey(tx: Tx, before: string, key: Omit<SealedKey, 'createdAt' | 'appId'>): Promise<SealedKey> {
    const held = await tx.manager.findOneBy(AppKeyEntity, { key: before });
    if (held === null) throw notFound('app-key', before);
    await refusingTwins(() => tx.manager.update(AppKeyEntity, { key: before }, { ...key }));
    return held;
  }

  /** The one before. The app is held. @throws Problem already_exists when the new code is another's, not_found when the old one is none */
  async replaceCode(tx: Tx, before: string, code: Omit<SealedCode, 'createdAt' | 'appId'>): Promise<SealedCode> {
    const held = await tx.manager.findOneBy(AppCodeEntity, { digest: before });
    if (held === null) throw noSuchCode();
    await refusingTwins(() => tx.manager.update(AppCodeEntity, { digest: before }, { ...code }));
    return held;
  }

  /** What it was; null: it was not there. The app is held. */
  async deleteKey(tx: Tx, appId: string, key: string): Promise<SealedKey | null> {
    const held = await tx.manager.findOneBy(AppKeyEntity, { appId, key });
    await tx.manager.delete(AppKeyEntity, { appId, key });
    return held;
  }

  /** What it was; null: it was not there. The app is held. */
  async deleteCode(tx: Tx, appId: string, digest: string): Promise<SealedCode | null> {
    const held = await tx.manager.findOneBy(AppCodeEntity, { appId, digest });
    await tx.manager.delete(AppCodeEntity, { appId, digest });
    return held;
  }

  /** Id of the project's app that has the key. */
  async ownerOfKey(tx: Tx, projectId: Id, key: string): Promise<string | undefined> {
    const [row]: { id: string }[] = await tx.manager.query(
      'SELECT a.id FROM app_keys k JOIN apps a ON a.id = k.app_id WHERE k.key = $2 AND a.project_id = $1',
      [projectId, key],
    );
    return row?.id;
  }

  /** Id of the project's app that has the code. */
  async ownerOfCode(tx: Tx, projectId: Id, digest: string): Promise<string | undefined> {
    const [row]: { id: string }[] = await tx.manager.query(
      'SELECT a.id FROM app_codes c JOIN apps a ON a.id = c.app_id WHERE c.digest = $2 AND a.project_id = $1',
      [projectId, digest],
    );
    return row?.id;
  }
}

async function refusingTwins<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (constraintOf(error) === 'pk_app_keys') throw taken('app-key');
    if (constraintOf(error) === 'pk_app_codes') throw taken('app-code');
    throw error;
  }
}

/** Without the value: an AppCode is a secret. */
const taken = (resource: 'app-key' | 'app-code'): Problem =>
  new Problem('already_exists', `this ${resource} belongs to an app already`, { resource });

/** Without the value, as `taken`. */
export const noSuchCode = (): Problem => new Problem('not_found', 'no such AppCode', { resource: 'app-code' });
