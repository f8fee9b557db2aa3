import { Inject, Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import {
  ANSWER_CHANNEL,
  PREPARED_CHANNEL,
  type PreparedNotice,
  parseNotice,
  parsePrepared,
  replicaLockKey,
  SNAPSHOT_CHANNEL,
  type VersionNotice,
} from './channels.js';

type Channel = typeof SNAPSHOT_CHANNEL | typeof ANSWER_CHANNEL;

/** `onConnected` runs after each (re)connection, once notices arrive again. */
export interface NotificationHandlers {
  readonly onNotice: (channel: Channel, notice: VersionNotice) => void;
  readonly onPrepared: (notice: PreparedNotice) => void;
  readonly onConnected: () => void;
}

const RECONNECT_MS = 500;

/**
 * The one LISTEN connection of this process, and the sign that the process lives. Re-connects by itself; what it missed
 * is for the caller to re-read.
 */
@Injectable()
export class NotificationsRepository {
  readonly #logger = new Logger('Notifications');
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async listen(replicaId: string, handlers: NotificationHandlers): Promise<void> {
    const client = new pg.Client({ connectionString: connectionStringOf(this.dataSource), keepAlive: true });
    client.on('notification', ({ channel, payload = '' }) => hear(channel, payload, handlers));
    const lost = (error?: Error) => this.#reconnect(client, error, replicaId, handlers);
    client.on('error', lost);
    client.on('end', () => lost());
    try {
      await client.connect();
      await client.query(`LISTEN ${SNAPSHOT_CHANNEL}; LISTEN ${ANSWER_CHANNEL}; LISTEN ${PREPARED_CHANNEL}`);
      await client.query(`SELECT pg_advisory_lock_shared(${replicaLockKey('$1')})`, [replicaId]);
    } catch (error) {
      lost(error as Error);
      return;
    }
    this.#client = client;
    handlers.onConnected();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  #reconnect(client: pg.Client, error: Error | undefined, replicaId: string, handlers: NotificationHandlers): void {
    client.removeAllListeners('end');
    client.removeAllListeners('error');
    client.on('error', () => undefined);
    if (this.#stopped || this.#retry !== undefined) return;
    this.#logger.warn(`lost the notification connection${error ? `: ${error.message}` : ''}; connecting again`);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      void this.listen(replicaId, handlers);
    }, RECONNECT_MS);
    this.#retry.unref();
  }
}

function hear(channel: string, payload: string, { onNotice, onPrepared }: NotificationHandlers): void {
  if (channel === PREPARED_CHANNEL) {
    const notice = parsePrepared(payload);
    if (notice !== undefined) onPrepared(notice);
    return;
  }
  const notice = parseNotice(payload);
  if (notice !== undefined) onNotice(channel as Channel, notice);
}

function connectionStringOf(dataSource: DataSource): string {
  const { options } = dataSource;
  if (options.type !== 'postgres' || options.url === undefined) throw new Error('the database needs a postgres URL');
  return options.url;
}
