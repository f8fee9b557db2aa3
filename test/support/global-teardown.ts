import './typescript-imports.mjs';

export default async function teardown(): Promise<void> {
  const { stopTestServer } = await import('./test-server.js');
  await stopTestServer();
  const { reportCalls } = await import('./apiops-ledger.js');
  reportCalls();
}
