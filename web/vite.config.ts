import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { messages } from './tooling/messages.ts';
import { precompress } from './tooling/precompress.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [messages(), precompress()],
  build: {
    target: 'es2022',
    rolldownOptions: { input: { reset: file('reset.html'), 'not-found': file('not-found.html') } },
    cssCodeSplit: true,
    // The content security policy allows no data: addresses, and one script needs no preloading.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
