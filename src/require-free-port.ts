import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConfigError } from './config/config.js';

/** Can this process bind it now? */
export const isFreePort = (host: string, port: number): Promise<boolean> =>
  bindOnce(host, port).then(
    () => true,
    () => false,
  );

/** Fails early, before anything is started, with the variable to change. */
export async function requireFreePort(
  host: string,
  port: number,
  variable: string,
  hostVariable = 'GATEWRIGHT_HOST',
): Promise<void> {
  try {
    await bindOnce(host, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new ConfigError(`port ${port} on ${host} is in use: set ${variable} to a free one`);
    if (code === 'EACCES') throw new ConfigError(`port ${port} may not be used: set ${variable} to one above 1023`);
    if (code === 'EADDRNOTAVAIL') throw new ConfigError(`this machine has no address ${host}: set ${hostVariable}`);
    throw error;
  }
}

async function bindOnce(host: string, port: number): Promise<void> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
