import { Injectable } from '@nestjs/common';
import type { App, AppAuthority } from '../apps/app.js';
import { AppAuthoritiesRepository, type AuthorityPlace } from '../apps/app-authorities.repository.js';
import { AppCredentialsRepository, noSuchCode } from '../apps/app-credentials.repository.js';
import { AppSecrets, codeDigest, newAppKey, newAppSecret } from '../apps/app-secrets.js';
import { AppsRepository } from '../apps/apps.repository.js';
import { AppsService } from '../apps/apps.service.js';
import { requireAccess } from '../auth/access.js';
import { RateLimiterService } from '../auth/rate-limiter.service.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Actor } from '../model/actor.js';
import { Clock } from '../shared/clock.js';
import type { Id } from '../shared/ids.js';
import { limitExceeded, notFound } from '../shared/problem.js';
import { DueRefreshesRepository } from './due-refreshes.repository.js';
import { RefreshesService, type Undo } from './refreshes.service.js';

/** Of one app; what gateways hold grows with them. */
const MAX_CREDENTIALS = 20;

/** Whose change, and how long to wait for the gateways. */
export interface CallersCommand {
  readonly projectId: Id;
  readonly waitMs: number;
}

export interface OfApp extends CallersCommand {
  readonly appId: string;
}

export type AppChange = Partial<Pick<App, 'name' | 'description' | 'extend' | 'disabled'>>;

export type AuthoritiesCommand = CallersCommand & AuthorityPlace;

export interface Grant extends AuthoritiesCommand, Pick<AppAuthority, 'expiresAt' | 'description'> {
  /** Apps of one proxy in one stage. */
  readonly most: number;
}

/** THE use cases that change who may call. Every change goes live at once wherever it is seen. */
@Injectable()
export class CallersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly refreshes: RefreshesService,
    private readonly due: DueRefreshesRepository,
    private readonly environments: EnvironmentsService,
    private readonly appsService: AppsService,
    private readonly apps: AppsRepository,
    private readonly credentials: AppCredentialsRepository,
    private readonly authorities: AppAuthoritiesRepository,
    private readonly secrets: AppSecrets,
    private readonly rateLimiter: RateLimiterService,
    private readonly clock: Clock,
  ) {}

  /** Absent members stay as they are. */
  async modifyApp(actor: Actor, command: OfApp & { readonly change: AppChange }): Promise<void> {
    const { appId, projectId, change } = command;
    const changed = async (tx: Tx, app: App): Promise<Undo> => {
      await this.apps.update(tx, { ...app, ...change, modifiedAt: this.clock.now() });
      const before = { ...membersBefore(app, change), modifiedAt: app.modifiedAt };
      return async (back) => this.apps.update(back, { ...(await this.apps.lock(back, projectId, appId)), ...before });
    };
    if (change.disabled !== undefined) return this.#ofApp(actor, command, 'App changed', changed);
    requireAccess(actor, 'group.manage', projectId);
    await this.unitOfWork.run(async (tx) => {
      await changed(tx, await this.apps.lock(tx, projectId, appId));
    });
  }

  /** With its keys, its codes and whatever it was authorised for. */
  deleteApp(actor: Actor, command: OfApp): Promise<void> {
    return this.#ofApp(actor, command, 'App deleted', async (tx, app) => {
      const [keys, codes] = [await this.credentials.keysOf(tx, app.id), await this.credentials.codesOf(tx, app.id)];
      const authorities = await this.authorities.ofApp(tx, app.id);
      const deleted = await this.apps.delete(tx, app);
      return async (back) => {
        await this.apps.restore(back, deleted);
        for (const key of keys) await this.credentials.insertKey(back, key);
        for (const code of codes) await this.credentials.insertCode(back, code);
        await this.authorities.put(back, authorities);
      };
    });
  }

  /** What is left out is made up. @throws Problem already_exists, limit_exceeded */
  addKey(actor: Actor, command: OfApp & { readonly key?: string; readonly secret?: string }): Promise<void> {
    const sealed = this.secrets.sealKey(command.key ?? newAppKey(), command.secret ?? newAppSecret());
    return this.#ofApp(actor, command, 'App key added', async (tx, { id }) => {
      requireRoom((await this.credentials.keysOf(tx, id)).length, 'app-key');
      await this.credentials.insertKey(tx, { ...sealed, appId: id, ...this.#born() });
      return async (back) => void (await this.credentials.deleteKey(back, id, sealed.key));
    });
  }

  deleteKey(actor: Actor, command: OfApp & { readonly key: string }): Promise<void> {
    return this.#ofApp(actor, command, 'App key deleted', async (tx, { id }) => {
      const held = await this.credentials.deleteKey(tx, id, command.key);
      if (held === null) throw notFound('app-key', command.key);
      return (back) => this.credentials.insertKey(back, held);
    });
  }

  /** A code that is left out is made up. @throws Problem already_exists, limit_exceeded */
  addCode(actor: Actor, command: OfApp & { readonly code?: string }): Promise<void> {
    const sealed = this.secrets.sealCode(command.code ?? newAppSecret());
    return this.#ofApp(actor, command, 'App code added', async (tx, { id }) => {
      requireRoom((await this.credentials.codesOf(tx, id)).length, 'app-code');
      await this.credentials.insertCode(tx, { ...sealed, appId: id, ...this.#born() });
      return async (back) => void (await this.credentials.deleteCode(back, id, sealed.digest));
    });
  }

  deleteCode(actor: Actor, command: OfApp & { readonly code: string }): Promise<void> {
    return this.#ofApp(actor, command, 'App code deleted', async (tx, { id }) => {
      const held = await this.credentials.deleteCode(tx, id, codeDigest(command.code));
      if (held === null) throw noSuchCode();
      return (back) => this.credentials.insertCode(back, held);
    });
  }

  /** The old one stops working at once. @throws Problem rate_limited after `perMinute` of one app */
  async resetCode(
    actor: Actor,
    command: CallersCommand & { readonly code: string; readonly newCode?: string; readonly perMinute: number },
  ): Promise<void> {
    const appId = await this.appsService.ownerOfCode(actor, command.projectId, command.code);
    const limit = { points: command.perMinute, durationSeconds: 60 };
    await this.rateLimiter.consume(`reset app code ${appId}`, limit);
    const sealed = this.secrets.sealCode(command.newCode ?? newAppSecret());
    await this.#ofApp(actor, { ...command, appId }, 'App code reset', async (tx) => {
      const code = { ...sealed, modifiedAt: this.clock.now() };
      const before = await this.credentials.replaceCode(tx, codeDigest(command.code), code);
      return async (back) => void (await this.credentials.replaceCode(back, sealed.digest, before));
    });
  }

  /** The old secret stops working at once, and so does the old key where there is a new one. */
  async resetSecret(
    actor: Actor,
    command: CallersCommand & { readonly key: string; readonly newKey?: string; readonly newSecret?: string },
  ): Promise<void> {
    const appId = await this.appsService.ownerOfKey(actor, command.projectId, command.key);
    const sealed = this.secrets.sealKey(command.newKey ?? command.key, command.newSecret ?? newAppSecret());
    await this.#ofApp(actor, { ...command, appId }, 'App secret reset', async (tx) => {
      const before = await this.credentials.replaceKey(tx, command.key, { ...sealed, modifiedAt: this.clock.now() });
      return async (back) => void (await this.credentials.replaceKey(back, sealed.key, before));
    });
  }

  /** One that is there is replaced. @throws Problem not_found for an app that is not the project's, limit_exceeded */
  async authorise(actor: Actor, command: Grant): Promise<void> {
    const { appIds, proxyIds, groupId, stage, expiresAt, description, most } = command;
    await this.#inStage(actor, command, 'Apps authorised', async (tx) => {
      const known = await this.apps.known(tx, command.projectId, appIds);
      const unknown = appIds.find((id) => !known.has(id));
      if (unknown !== undefined) throw notFound('app', unknown);
      const common = { groupId, stage, expiresAt, description, createdAt: this.clock.now() };
      const granted = appIds.flatMap((appId) => proxyIds.map((proxyId) => ({ appId, proxyId, ...common })));
      const before = await this.authorities.held(tx, command);
      await this.authorities.put(tx, granted);
      if ((await this.authorities.mostOf(tx, command)) > most) throw limitExceeded('app', most);
      return async (back) => {
        // One that was withdrawn in the meantime stays so.
        const left = new Set((await this.authorities.remove(back, command)).map(nameOf));
        await this.authorities.put(
          back,
          before.filter((authority) => left.has(nameOf(authority))),
        );
      };
    });
  }

  /** How many there were to take away. */
  async revoke(actor: Actor, command: AuthoritiesCommand): Promise<number> {
    let removed = 0;
    await this.#inStage(actor, command, 'Authorisations withdrawn', async (tx) => {
      const held = await this.authorities.remove(tx, command);
      removed = held.length;
      return (back) => this.authorities.put(back, held);
    });
    return removed;
  }

  async #inStage(
    actor: Actor,
    { projectId, groupId, stage, waitMs }: AuthoritiesCommand,
    description: string,
    change: (tx: Tx) => Promise<Undo>,
  ): Promise<void> {
    requireAccess(actor, 'group.manage', projectId);
    const { id: environmentId } = await this.environments.getByStage(actor, stage);
    await this.refreshes.refreshOrUndo(actor, { projectId, environmentId, groupId, description, waitMs, change });
  }

  async #ofApp(
    actor: Actor,
    { projectId, appId, waitMs }: OfApp,
    description: string,
    change: (tx: Tx, app: App) => Promise<Undo>,
  ): Promise<void> {
    requireAccess(actor, 'group.manage', projectId);
    await this.refreshes.spread(actor, {
      projectId,
      description,
      waitMs,
      places: async (tx) => {
        await this.apps.lock(tx, projectId, appId);
        return this.due.placesOfApp(tx, appId);
      },
      change: async (tx) => change(tx, await this.apps.lock(tx, projectId, appId)),
    });
  }

  #born() {
    const now = this.clock.now();
    return { createdAt: now, modifiedAt: now };
  }
}

/** What the members of a change were. */
const membersBefore = (app: App, change: AppChange): AppChange =>
  Object.fromEntries(Object.keys(change).map((name) => [name, app[name as keyof AppChange]]));

const nameOf = ({ appId, proxyId }: AppAuthority): string => `${appId} ${proxyId}`;

function requireRoom(held: number, resource: 'app-key' | 'app-code'): void {
  if (held >= MAX_CREDENTIALS) throw limitExceeded(resource, MAX_CREDENTIALS);
}
