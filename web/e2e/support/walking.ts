import { expect, test, type Page } from '@playwright/test';
import { listen } from './scripted_server.ts';
import { account } from '../walks/account.ts';
import { registration } from '../walks/registration.ts';
import { reset } from '../walks/reset.ts';

/** A portal that is walked through from screen to screen, against a server that plays its part. */
export interface Walk {
  readonly page: Page;
  readonly url: string;
  readonly language: string;
  /** Presses the filled button. */
  readonly primary: () => Promise<void>;
  /** A screen has come. */
  readonly shot: (screen: string) => Promise<void>;
}

const WALKS = Object.entries({ reset, account, registration });

export interface Size {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

interface Journey {
  readonly name: string;
  readonly size: Size;
  readonly language: string;
  readonly prepare?: (page: Page) => Promise<void>;
  /** Looks at a screen; answers with what is wrong with it. */
  readonly look: (page: Page, screen: string) => Promise<string[]>;
}

/** A test for each portal: through all of its screens. */
export function walkThrough({ name, size, language, prepare, look }: Journey): void {
  let server: Awaited<ReturnType<typeof listen>>;
  test.beforeAll(async () => { server ??= await listen(); });
  test.afterAll(() => server.close());
  for (const [portal, walk] of WALKS) {
    test(`${portal} ${name}`, async ({ page }) => {
      test.setTimeout(400_000);
      page.setDefaultTimeout(30_000);
      await page.setViewportSize(size);
      await prepare?.(page);
      const problems = complaints(page);
      const shot = async (screen: string): Promise<void> => {
        await drawn(page);
        problems.push(...(await look(page, screen)));
      };
      await walk({ page, url: server.url, language, shot, primary: () => page.locator('.card .primary:visible').click() });
      expect(problems).toEqual([]);
    });
  }
}

/** What the last press changed is on the screen: what is typed next is typed into that. */
const drawn = (page: Page): Promise<void> => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

export async function sideways(page: Page, screen: string): Promise<string[]> {
  return (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) ? [`${screen} scrolls sideways`] : [];
}

function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !/status of 4|status of 5|ERR_EMPTY|ERR_CONN|ERR_INTERNET/.test(message.text()) && found.push(message.text()));
  page.on('pageerror', (error) => found.push(String(error)));
  return found;
}
