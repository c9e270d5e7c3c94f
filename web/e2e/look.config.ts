import { defineConfig } from '@playwright/test';
import { chromium } from './support/browser.ts';

/** Screenshots of every screen into test-results/look, and axe on each: `npm run look`. */
export default defineConfig({
  testDir: '.',
  testMatch: 'look.ts',
  outputDir: '../test-results/look-run',
  workers: 1,
  reporter: 'list',
  use: chromium,
});
