/** Loaded after global-setup.ts, whose import hook is still there. */
export default async function teardown(): Promise<void> {
  const { stopTestServer } = await import('./test-server.js');
  await stopTestServer();
}
