import { registerHooks } from 'node:module';

/**
 * Jest loads this one file outside its own module system, where nobody maps the `.js` of an import to the `.ts` it was
 * written in. Node's hook does; everything else is imported after it.
 */
registerHooks({
  resolve: (specifier, context, next) => {
    const own = /^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts');
    return next(own ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});

/** One PostgreSQL for the jest run, whichever projects are in it. */
export default async function setup(): Promise<void> {
  const { startTestServer } = await import('./test-server.js');
  await startTestServer();
}
