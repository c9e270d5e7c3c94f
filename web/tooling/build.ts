/**
 * Builds dist/: each page by itself, so that a portal is one script and one style whatever it has in common with the others.
 * In one build the bundler would move what is shared into files of their own, which every first load would wait for.
 */
import { build } from 'vite';
import { PAGES, pagePath } from '../vite.config.ts';
import { precompress } from './precompress.ts';

for (const [index, page] of PAGES.entries()) {
  await build({ build: { rolldownOptions: { input: { [page]: pagePath(page) } }, emptyOutDir: index === 0 } });
}
await precompress('dist');
