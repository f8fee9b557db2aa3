import { registerHooks } from 'node:module';

const ROOT = new URL('../../', import.meta.url).href;
const OURS = /^(?:src|test|bench)\//;

/**
 * Lets code outside Jest's own module system import our TypeScript: nobody else maps the `.js` of an import to the `.ts`
 * it was written in. Only for files without decorators, which Node cannot strip.
 */
registerHooks({
  resolve: (specifier, context, next) => {
    const own = /^\.{1,2}\/.*\.js$/.test(specifier) && OURS.test(context.parentURL?.slice(ROOT.length) ?? '');
    return next(own ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
