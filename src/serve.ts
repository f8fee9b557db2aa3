import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import type { Logger as PinoLogger } from 'pino';
import { appModule } from './app.module.js';
import { type Config, ConfigError, readConfig } from './config/config.js';
import type { DataPlaneDriver } from './data-planes/data-plane.js';
import { EmbeddedDriver } from './data-planes/embedded/driver.js';
import { EnvoyDriver, TIMING } from './data-planes/envoy/driver.js';
import { XdsCredentials } from './data-planes/envoy/xds/xds-credentials.js';
import { dataSourceOptions } from './data-source.js';
import { connect } from './database/connect.js';
import { startEmbeddedPostgres } from './database/embedded-postgres.js';
import { lockDirectory } from './database/embedded-postgres-lock.js';
import { type Credentials, FirstStart } from './first-start.js';
import { Installation } from './installation.js';
import { countDeployments } from './operations-wiring.js';
import { requireFreePort } from './require-free-port.js';
import { publishDocuments, setUpHttp } from './set-up-http.js';
import { createLogging } from './shared/logging.js';
import { Teardown } from './teardown.js';

/**
 * Runs one Gatewright process until a signal ends it. Gateways come first and serve their last good snapshots while the
 * database is being reached.
 */
export async function serve(env: Readonly<Record<string, string | undefined>>, cwd: string): Promise<void> {
  const config = readConfig(env, cwd);
  const { logger } = createLogging(config.logLevel);
  const teardown = new Teardown(logger);
  teardown.onSignals(['SIGINT', 'SIGTERM']);
  try {
    await start(config, logger, teardown);
  } catch (error) {
    await teardown.run();
    if (teardown.isAsked) return;
    throw error;
  }
}

async function start(config: Config, logger: PinoLogger, teardown: Teardown): Promise<void> {
  await requireFreePort(config.host, config.port, 'GATEWRIGHT_PORT');
  await mkdir(config.dataDir, { recursive: true, mode: 0o755 });
  const lock = await lockDirectory(config.dataDir);
  teardown.add('data directory', () => lock.release());
  const drivers = await startDrivers(config, logger, teardown);
  const url = await databaseUrl(config, logger, teardown);
  const dataSource = await connect(dataSourceOptions(url), logger, teardown.signal);
  const app = await NestFactory.create<NestExpressApplication>(appModule({ config, dataSource, drivers }), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  teardown.add('application', () => app.close());
  app.useLogger(app.get(Logger));
  setUpHttp(app);
  await app.init();
  publishDocuments(app);
  countDeployments(app);
  const credentials = await app.get(FirstStart).run();
  const installation = app.get(Installation);
  teardown.add('gateway registrations', () => installation.stop());
  await startInstallation(installation);
  await app.listen(config.port, config.host);
  teardown.add('management listener', () => closed(app.getHttpServer()));
  if (credentials !== undefined) announce(credentials, app.get(FirstStart).file);
  logger.info({ url: `http://${config.host}:${config.port}`, dataDir: config.dataDir }, 'gatewright is ready');
}

async function startDrivers(config: Config, logger: PinoLogger, teardown: Teardown): Promise<DataPlaneDriver[]> {
  const { xdsHost: host, xdsPort: port } = config;
  await requireFreePort(host, port, 'GATEWRIGHT_XDS_PORT', 'GATEWRIGHT_XDS_HOST');
  const credentials = await xdsCredentials(config, logger);
  const timing = { ...TIMING, prepareMs: config.xdsPatienceMs };
  const { rootContext, groupDomain } = config;
  const envoy = new EnvoyDriver({ host, port, rootContext, groupDomain, logger, credentials, timing });
  teardown.add('xDS server', () => envoy.stop());
  if (!config.embeddedGateway) return [envoy];
  const embedded = new EmbeddedDriver({
    dataDir: config.dataDir,
    logger,
    ownPorts: [config.port, config.xdsPort],
    groupDomain: config.groupDomain,
    cacheBytes: config.cacheBytes,
  });
  teardown.add('embedded gateway', () => embedded.stop());
  await embedded.restore();
  return [embedded, envoy];
}

async function xdsCredentials({ xdsTls }: Config, logger: PinoLogger): Promise<XdsCredentials | undefined> {
  if (xdsTls === null) return undefined;
  try {
    return await XdsCredentials.open(xdsTls, logger);
  } catch (error) {
    throw new ConfigError(`GATEWRIGHT_XDS_CERT, GATEWRIGHT_XDS_KEY, GATEWRIGHT_XDS_CA: ${(error as Error).message}`);
  }
}

async function databaseUrl(config: Config, logger: PinoLogger, teardown: Teardown): Promise<string> {
  if (config.databaseUrl !== null) return config.databaseUrl;
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, logger, isLocked: true });
  teardown.add('embedded PostgreSQL', () => postgres.stop());
  return postgres.url;
}

async function startInstallation(installation: Installation): Promise<void> {
  try {
    await installation.start();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    throw new ConfigError(
      `${message}. Set GATEWRIGHT_GATEWAY_PORT to the first of some free ports, or give the environment another port`,
    );
  }
}

/** Stops accepting and waits for the calls under way: a deployment is never cut in half by a shutdown. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

/** The one time that these are shown. */
function announce(credentials: Credentials, file: string): void {
  const lines = Object.entries(credentials).map(([name, value]) => `  ${name.padEnd(16)} ${value}`);
  process.stdout.write(`\nFirst start: an administrator was made. These are shown once and kept in ${file}\n`);
  process.stdout.write(`${lines.join('\n')}\n\n`);
}
