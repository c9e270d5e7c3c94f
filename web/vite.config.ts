import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { messages } from './tooling/messages.ts';

/** Every page there is, by the name it is served at. */
export const PAGES = ['reset', 'signin', 'account', 'not-me', 'not-found'];
export const pagePath = (page: string): string => fileURLToPath(new URL(`${page}.html`, import.meta.url));

export default defineConfig({
  plugins: [messages()],
  build: {
    target: 'es2022',
    cssCodeSplit: true,
    // The content security policy allows no data: addresses, and one script needs no preloading.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    // The style has the same name from every page that links the same sheets, so that it is fetched once for all of them.
    rolldownOptions: { output: { assetFileNames: ({ names }) => `assets/${names[0]?.endsWith('.css') ? 'portal' : '[name]'}-[hash][extname]` } },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
