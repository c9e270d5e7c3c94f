import { defineConfig } from '@playwright/test';
import { chromium } from './e2e/support/browser.ts';

/** `npm run e2e`: the portal against the shipped server. One worker, one server for the file. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/e2e',
  workers: 1,
  // Generous: on a busy machine axe alone takes ten seconds a page.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: { ...chromium, locale: 'en-GB', timezoneId: 'Europe/Amsterdam', screenshot: 'only-on-failure' },
});
