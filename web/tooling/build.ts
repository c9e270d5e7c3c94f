/**
 * Builds dist/. Who signs in sees the account next, so these two are built together, with a core that is fetched once for both.
 * The others are seen alone: each is built by itself, so that it is one script whatever it has in common with the rest.
 */
import { build } from 'vite';
import { precompress } from './precompress.ts';

const TOGETHER = [['signin', 'account'], ['reset'], ['not-me'], ['not-found']];

for (const [index, pages] of TOGETHER.entries()) {
  await build({ build: { rolldownOptions: { input: pages.map((page) => `${page}.html`) }, emptyOutDir: index === 0 } });
}
await precompress('dist');
