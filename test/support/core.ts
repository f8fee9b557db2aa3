import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { coreModule } from '../../src/app.module.js';
import { readConfig } from '../../src/config/config.js';
import type { DataPlaneDriver } from '../../src/data-planes/data-plane.js';
import { FirstStart } from '../../src/first-start.js';
import { Installation } from '../../src/installation.js';
import { type OpenDatabase, openDatabase } from './database.js';

export interface Core {
  get: TestingModule['get'];
  close(): Promise<void>;
}

/** Every feature without its ways in, on a real database of its own, after a first start. */
export async function startCore(
  drivers: readonly DataPlaneDriver[],
  database?: OpenDatabase,
  settings: Readonly<Record<string, string>> = {},
): Promise<Core> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatewright-core-'));
  const { dataSource, close } = database ?? (await openDatabase());
  const config = readConfig({ ...settings, GATEWRIGHT_DATA_DIR: dataDir }, dataDir);
  const module = await Test.createTestingModule({ imports: [coreModule({ config, dataSource, drivers })] }).compile();
  module.useLogger(false);
  await module.init();
  await module.get(FirstStart).run();
  const installation = module.get(Installation);
  await installation.start();
  return {
    get: module.get.bind(module),
    close: async () => {
      await installation.stop();
      await module.close();
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
