import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { appModule } from '../../src/app.module.js';
import { readConfig } from '../../src/config/config.js';
import { setUpHttp } from '../../src/set-up-http.js';
import { openDatabase } from './database.js';

export interface WholeApp {
  readonly app: NestExpressApplication;
  close(): Promise<void>;
}

/** Every way in, in this process, on an empty database: to look at what is routed. No gateway runs. */
export async function wholeApp(): Promise<WholeApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-whole-'));
  const { dataSource, close } = await openDatabase();
  const config = readConfig({ GATEWRIGHT_DATA_DIR: dataDir, GATEWRIGHT_LOG_LEVEL: 'silent' }, dataDir);
  const module = await Test.createTestingModule({
    imports: [appModule({ config, dataSource, drivers: [] })],
  }).compile();
  const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
  setUpHttp(app);
  await app.init();
  return {
    app,
    close: async () => {
      await app.close();
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
