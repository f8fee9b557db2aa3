import { randomInt } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AuthModule } from '../../src/auth/auth.module.js';
import { CONFIG } from '../../src/config/config.token.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type Actor, SYSTEM_ACTOR } from '../../src/model/actor.js';
import { Clock } from '../../src/shared/clock.js';
import { newId } from '../../src/shared/ids.js';

export class SettableClock extends Clock {
  time = new Date('2026-11-23T12:00:00Z');
  now(): Date {
    return this.time;
  }
  advance(seconds: number): void {
    this.time = new Date(this.time.getTime() + seconds * 1000);
  }
}

/** The auth module on a database, as one replica would run it. */
export async function startAuth(dataSource: DataSource, clock: Clock, secretKey = 'a sealing key for tests') {
  @Global()
  @Module({
    providers: [
      { provide: DataSource, useValue: dataSource },
      { provide: UnitOfWork, useValue: new UnitOfWork(dataSource) },
      { provide: Clock, useValue: clock },
      { provide: CONFIG, useValue: { secretKey, dataDir: '/nowhere' } },
    ],
    exports: [DataSource, UnitOfWork, Clock, CONFIG],
  })
  class Surroundings {}
  return Test.createTestingModule({ imports: [Surroundings, AuthModule] }).compile();
}

export const ADMIN: Actor = SYSTEM_ACTOR;

export async function insertProject(dataSource: DataSource, name: string): Promise<{ id: string; accountId: string }> {
  const project = { id: newId(), accountId: String(randomInt(10 ** 12)).padStart(16, '1') };
  await dataSource.query(
    `INSERT INTO projects (id, name, description, account_id, relative_path, enable_relative_path, tags, created_at, modified_at)
     VALUES ($1, $2, '', $3, '', false, '[]', now(), now())`,
    [project.id, name, project.accountId],
  );
  return project;
}
