import type { PlaywrightTestConfig } from '@playwright/test';

/** Debian's Chromium, which phones nowhere. */
export const chromium = {
  browserName: 'chromium',
  headless: true,
  launchOptions: {
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  },
} as const satisfies PlaywrightTestConfig['use'];
