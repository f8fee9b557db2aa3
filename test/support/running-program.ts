import type { Credentials } from '../../src/first-start.js';
import { newHome, type Settings, startApp } from './app.js';

/** What the RPC protocol's tests need of a running program. */
export interface RunningProgram {
  /** Management port on loopback. */
  readonly port: number;
  /** Of `production`; `staging` and `test` follow. */
  readonly gatewayPort: number;
  readonly credentials: Credentials;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** The built program as its users run it, on free ports and a database of its own, after its first start. */
export async function runProgram(settings: Settings = {}): Promise<RunningProgram> {
  const home = await newHome();
  const app = await startApp(home, settings);
  return {
    port: home.port,
    gatewayPort: home.gatewayPort,
    credentials: app.credentials,
    databaseUrl: home.database.url,
    stop: async () => {
      await app.stop();
      await home.remove();
    },
  };
}
