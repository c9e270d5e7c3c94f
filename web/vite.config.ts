import { defineConfig } from 'vitest/config';
import { core, preloadCore } from './tooling/core.ts';
import { messages } from './tooling/messages.ts';

export default defineConfig({
  plugins: [messages(), preloadCore()],
  build: {
    target: 'es2022',
    cssCodeSplit: true,
    // The content security policy allows no data: addresses. What is preloaded stands in the page: no script is needed for that.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: core, debugName: 'core' }] },
        // The style that all pages link has the same name from every build, so that it is fetched once for all of them.
        assetFileNames: ({ names: [name = ''] }) => `assets/${name.endsWith('.css') && name !== 'account.css' ? 'portal' : '[name]'}-[hash][extname]`,
      },
    },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
