/** Every screen as people see it: narrow phone, phone, desktop, light and dark; axe on each. The pictures are for eyes. */
import { test, type Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { listen } from './support/scripted_server.ts';

const SIZES = [
  { name: '320', width: 320, height: 640 },
  { name: '390', width: 390, height: 844 },
  { name: 'desktop', width: 1280, height: 900 },
];

let server: Awaited<ReturnType<typeof listen>>;
test.beforeAll(async () => { server = await listen(); });
test.afterAll(() => server.close());

for (const size of SIZES) {
  for (const scheme of ['light', 'dark'] as const) {
    for (const language of ['en', 'nl']) {
      if (language === 'nl' && (scheme === 'dark' || size.name === 'desktop')) continue;
      test(`${size.name} ${scheme} ${language}`, async ({ page }) => {
        test.setTimeout(300_000);
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme: scheme });
        await walk(page, language, `${size.name}-${scheme}-${language}`);
      });
    }
  }
}

async function walk(page: Page, language: string, name: string): Promise<void> {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !/status of 4|status of 5|ERR_EMPTY|ERR_CONN/.test(message.text()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  const shot = async (screen: string): Promise<void> => {
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (wide) problems.push(`${screen} scrolls sideways`);
    await page.screenshot({ path: `test-results/look/${name}/${screen}.png`, fullPage: true });
  };
  const open = (query = ''): Promise<unknown> => page.goto(`${server.url}/reset?lang=${language}${query}`);
  const primary = (): Promise<void> => page.locator('.card .primary:visible').click();
  const begin = async (user: string): Promise<void> => {
    await page.evaluate(() => sessionStorage.clear());
    await open();
    await page.fill('#user', user);
    await page.fill('#captcha', 'ABC123');
    await primary();
  };
  const code = async (digits: string): Promise<void> => {
    await page.fill('#code', digits);
    await primary();
  };

  await open();
  await page.waitForSelector('img[alt]');
  await shot('01-identify');
  await primary();
  await shot('02-identify-missing');
  await page.fill('#user', 'j.devries@fernhill.example');
  await page.fill('#captcha', 'wrong');
  await primary();
  await page.waitForSelector('#captcha-error:not(:empty)');
  await shot('03-identify-wrong');
  await page.locator('.captcha button').nth(1).click();
  await page.waitForSelector('audio');
  await shot('04-identify-sound');
  await begin('need@fernhill.example');
  await page.waitForSelector('[name=need]');
  await shot('05-need');
  await begin('j.devries@fernhill.example');
  await page.waitForSelector('[name=method]');
  await shot('06-method-email');
  await primary();
  await page.waitForSelector('#code');
  await shot('07-code');
  await code('22222222');
  await page.waitForSelector('#code-error:not(:empty)');
  await shot('08-code-wrong');
  await code('99999999');
  await page.waitForSelector('[role=alert] .notice');
  await shot('09-code-offline');
  await page.goto(`${server.url}/reset?lang=${language}#help`);
  await page.waitForSelector('.facts');
  await shot('10-help');
  await page.goBack();
  await code('11111111');
  await page.waitForSelector('#pw');
  await shot('11-password');
  await page.fill('#pw', 'maple lantern quiet ri');
  await page.fill('#pw2', 'different');
  await page.locator('.inside button').click();
  await page.waitForSelector('.rules .ok:nth-child(3)');
  await primary();
  await shot('12-password-different');
  await page.fill('#pw', 'used before used');
  await page.fill('#pw2', 'used before used');
  await primary();
  await page.waitForSelector('.notice.bad');
  await shot('13-password-refused');
  await page.fill('#pw', 'maple lantern quiet river');
  await page.fill('#pw2', 'maple lantern quiet river');
  await primary();
  await page.waitForSelector('.next');
  await shot('14-done');
  await begin('two@fernhill.example');
  await page.waitForSelector('[name=method]');
  await shot('15-method-all');
  await page.fill('#number', '06 12');
  await primary();
  await page.waitForSelector('#number-error:not(:empty)');
  await shot('16-method-number');
  await page.fill('#number', '06 1234 5678');
  await primary();
  await page.waitForSelector('#code');
  await shot('17-code-text');
  await code('111111');
  await page.waitForSelector('[name=method]');
  await shot('18-method-second');
  await page.locator('[value=m6]').check();
  await primary();
  await page.waitForSelector('#code');
  await shot('19-recovery');
  await begin('short@fernhill.example');
  await page.waitForSelector('.notice.warn', { timeout: 20_000 });
  await shot('20-closing');
  await begin('refused@fernhill.example');
  await page.waitForSelector('.medal');
  await shot('21-refused');
  await begin('wait@fernhill.example');
  await page.waitForSelector('.medal');
  await shot('22-wait');
  await begin('busy@fernhill.example');
  await page.waitForSelector('[role=alert] .notice');
  await shot('23-busy');
  await open('&return=off');
  await page.waitForSelector('.medal');
  await shot('24-off');
  await page.evaluate(() => sessionStorage.setItem('rekey-reset', JSON.stringify({ attempt: 'x', user: 'j', expiresAt: '2020-01-01T00:00:00Z', minutes: 15 })));
  await open();
  await page.waitForSelector('.medal');
  await shot('25-expired');
  test.expect(problems).toEqual([]);
}
