import './typescript-imports.mjs';

/** One PostgreSQL for the jest run, whichever projects are in it. Jest loads this file outside its own module system. */
export default async function setup(): Promise<void> {
  const { forgetCalls } = await import('./apiops-ledger.js');
  forgetCalls();
  const { startTestServer } = await import('./test-server.js');
  await startTestServer();
}
