/** Through every screen of registration, security info and /not-me. */
import type { Walk } from '../support/walking.ts';

export async function registration({ page, url, language, primary, shot }: Walk): Promise<void> {
  const signIn = async (user: string, query = ''): Promise<void> => {
    await page.request.post(`${url}/api/v1/signout`);
    await page.goto(`${url}/signin?lang=${language}${query}`);
    await page.fill('#user', `${user}@fernhill.example`);
    await page.fill('#pw', 'maple lantern quiet river');
    await primary();
    await page.waitForURL(/\/account/);
    await page.waitForSelector('h1');
  };
  const part = async (hash: string): Promise<void> => {
    await page.evaluate((to) => location.assign(to), hash);
    await page.waitForSelector('.card');
  };
  const leave = (): Promise<void> => page.locator('.actions .quiet').click();
  const code = async (digits: string): Promise<void> => {
    await page.fill('#code', digits);
    await primary();
  };

  // "More information required"
  await signIn('given', '&return=mail');
  await page.waitForSelector('#skips');
  await shot('60-interrupt');
  await primary();
  await page.waitForSelector('[name=via]');
  await shot('61-verify');
  await leave();
  await page.waitForSelector('[name=task]');
  await shot('62-different');
  await leave();
  await primary();
  await page.waitForSelector('#code');
  await shot('63-code');
  await code('222222');
  await page.waitForSelector('#code-error:not(:empty)');
  await shot('64-code-wrong');
  await code('111111');
  await page.waitForSelector('svg.qr');
  await shot('65-app');
  await code('222222');
  await page.waitForSelector('#code-error:not(:empty)');
  await shot('66-app-wrong');
  await code('111111');
  await page.waitForSelector('form.actions');
  await shot('67-codes-make');
  await primary();
  await page.waitForSelector('.codes');
  await shot('68-codes');
  await primary();
  await shot('69-codes-not-saved');
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: `test-results/look/print-${language}.png` });
  await page.emulateMedia({ media: 'screen' });
  await page.check('#saved');
  await primary();
  await page.waitForSelector('.medal');
  await shot('70-done');

  // Security info
  await signIn('empty');
  await page.waitForSelector('#skips');
  await part('#');
  await page.waitForSelector('.tabs');
  await page.waitForSelector('.item');
  await shot('71-security-empty');
  await signIn('j.devries');
  await page.waitForSelector('.method');
  await shot('72-security');
  await page.locator('.method button').first().click();
  await page.waitForSelector('.toast:not(:empty)');
  await shot('73-security-default');
  for (const [index, picture] of ['74-remove', '75-remove-codes'].entries()) {
    await page.locator('.method .danger').nth(index * 4).click();
    await page.waitForSelector('.card .danger');
    await shot(picture);
    await leave();
    await page.waitForSelector('.method');
  }
  await page.locator('.method [href^="#change"]').nth(1).click();
  await page.waitForSelector('#number');
  await shot('76-number');
  await page.fill('#number', '12');
  await primary();
  await page.waitForSelector('#number-error:not(:empty)');
  await shot('77-number-wrong');
  await leave();
  await page.locator('.method [href^="#change"]').nth(2).click();
  await page.waitForSelector('#address');
  await page.fill('#address', 'own@fernhill.example');
  await primary();
  await page.waitForSelector('#address-error:not(:empty)');
  await shot('78-address-own');
  await page.fill('#address', 'many@post.example');
  await primary();
  await page.waitForFunction(() => /\d:\d\d/.test(document.getElementById('address-error')?.textContent ?? ''));
  await shot('79-address-many');
  await leave();
  await page.waitForSelector('.method');
  await signIn('empty');
  await page.waitForSelector('#skips');
  await part('#add');
  await page.waitForSelector('[name=task]');
  await shot('80-add');
  await signIn('still');
  await page.waitForSelector('form.actions');
  await shot('81-still');
  await signIn('frozen');
  await page.waitForSelector('.notice.bad');
  await shot('82-frozen');
  await part('#add');
  await page.waitForSelector('.card .notice.bad');
  await shot('83-frozen-change');
  await signIn('old');
  await page.waitForSelector('.method');
  await page.locator('.method [href^="#change"]').first().click();
  await page.waitForSelector('.medal');
  await shot('84-sign-in-again');
  await primary();
  await page.waitForURL(/\/signin/);
  await page.waitForSelector('#user');
  await shot('85-signin-fresh');

  // "This was not me"
  await page.goto(`${url}/not-me?lang=${language}#${'a'.repeat(22)}`);
  await page.waitForSelector('.facts');
  await shot('86-not-me');
  await page.locator('.danger').click();
  await page.waitForSelector('.next');
  await shot('87-not-me-frozen');
  await page.goto(`${url}/not-me?lang=${language}#used${'a'.repeat(18)}`);
  await page.reload();
  await page.waitForSelector('.medal');
  await shot('88-not-me-ended');
}
