import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './axe.ts';
import { listen } from './scripted_server.ts';

const SIZES = [
  { name: '320', width: 320, height: 640 },
  { name: '390', width: 390, height: 844 },
  { name: 'desktop', width: 1280, height: 900 },
];

/** A page that is walked through, in one size, scheme and language. */
export interface Walk {
  readonly page: Page;
  readonly url: string;
  readonly language: string;
  /** Presses the filled button. */
  readonly primary: () => Promise<void>;
  /** Takes the picture; axe looks too, and nothing may scroll sideways. */
  readonly shot: (screen: string) => Promise<void>;
}

/** Walks through a portal as people see it: narrow phone, phone, desktop, light and dark, two languages. The pictures are for eyes. */
export function walkThrough(portal: string, walk: (walk: Walk) => Promise<void>): void {
  let server: Awaited<ReturnType<typeof listen>>;
  test.beforeAll(async () => { server = await listen(); });
  test.afterAll(() => server.close());
  for (const size of SIZES) {
    for (const scheme of ['light', 'dark'] as const) {
      for (const language of ['en', 'nl']) {
        if (language === 'nl' && (scheme === 'dark' || size.name === 'desktop')) continue;
        test(`${portal} ${size.name} ${scheme} ${language}`, async ({ page }) => {
          test.setTimeout(300_000);
          page.setDefaultTimeout(30_000);
          await page.setViewportSize(size);
          await page.emulateMedia({ colorScheme: scheme });
          const problems = complaints(page);
          const shot = async (screen: string): Promise<void> => {
            await expectAccessible(page);
            if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) problems.push(`${screen} scrolls sideways`);
            await page.screenshot({ path: `test-results/look/${size.name}-${scheme}-${language}/${screen}.png`, fullPage: true });
          };
          await walk({ page, url: server.url, language, shot, primary: () => page.locator('.card .primary:visible').click() });
          expect(problems).toEqual([]);
        });
      }
    }
  }
}

function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !/status of 4|status of 5|ERR_EMPTY|ERR_CONN|ERR_INTERNET/.test(message.text()) && found.push(message.text()));
  page.on('pageerror', (error) => found.push(String(error)));
  return found;
}
