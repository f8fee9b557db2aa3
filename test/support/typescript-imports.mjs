import { registerHooks } from 'node:module';

/**
 * Lets code outside Jest's own module system import our TypeScript: nobody else maps the `.js` of an import to the `.ts`
 * it was written in. Only for files without decorators, which Node cannot strip.
 */
registerHooks({
  resolve: (specifier, context, next) => {
    const own = /^\.{1,2}\/.*\.js$/.test(specifier) && /\/(src|test)\//.test(context.parentURL ?? '');
    if (!own || context.parentURL.includes('/node_modules/')) return next(specifier, context);
    return next(specifier.replace(/\.js$/, '.ts'), context);
  },
});
