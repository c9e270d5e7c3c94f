/** Every screen of /signin and /account: see support/camera.ts. */
import { walkThrough, type Walk } from './support/camera.ts';

walkThrough('account', walk);

async function walk({ page, url, language, primary, shot }: Walk): Promise<void> {
  const open = (path: string): Promise<unknown> => page.goto(`${url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
  const signIn = async (user: string, password = 'maple lantern quiet river'): Promise<void> => {
    await page.fill('#user', user);
    await page.fill('#pw', password);
    await primary();
  };
  const part = async (hash: string): Promise<void> => page.locator(`.tabs a[href="${hash}"]`).click();

  await page.request.post(`${url}/api/v1/signout`); // whatever the walk before left behind
  await open('/signin');
  await page.waitForSelector('#user');
  await shot('30-signin');
  await primary();
  await shot('31-signin-missing');
  await signIn('j.devries@fernhill.example', 'wrong');
  await page.waitForSelector('#pw-error:not(:empty)');
  await shot('32-signin-refused');
  await signIn('busy@fernhill.example');
  await page.waitForSelector('[role=alert] .notice');
  await shot('33-signin-busy');
  await open('/signin');
  await signIn('down@fernhill.example');
  await page.waitForSelector('[role=alert] .notice');
  await shot('34-signin-offline');
  await signIn('wait@fernhill.example');
  await page.waitForSelector('.medal');
  await shot('35-signin-wait');
  await open('/signin?notice=ended');
  await signIn('must@fernhill.example');
  await page.waitForSelector('#pw2');
  await shot('36-signin-change');
  await page.reload();
  await page.waitForSelector('#pw2');
  await shot('37-signin-change-reloaded');
  await page.fill('#current', 'wrong');
  await page.fill('#pw', 'maple lantern quiet river');
  await page.fill('#pw2', 'maple lantern quiet river');
  await primary();
  await page.waitForSelector('#current-error:not(:empty)');
  await shot('38-signin-change-wrong');
  await page.locator('.head button').click();
  await page.waitForSelector('#user');
  await open('/signin?notice=ended&place=activity');
  await page.waitForSelector('.notice');
  await shot('39-signin-ended');
  await signIn('j.devries@fernhill.example');

  await page.waitForURL(/\/account\?lang=..#activity$/);
  await page.waitForSelector('.item');
  await shot('40-activity');
  await open('/account');
  await page.waitForSelector('.item');
  await shot('41-overview');
  await page.locator('.item button').first().click();
  await page.waitForSelector('.toast:not(:empty)');
  await shot('42-overview-ended');
  await part('#password');
  await page.waitForSelector('#pw2');
  await shot('43-password');
  await page.fill('#current', 'an old brown kettle');
  await page.fill('#pw', 'used before used');
  await page.fill('#pw2', 'used before used');
  await primary();
  await page.waitForSelector('.notice.bad');
  await shot('44-password-refused');
  await page.fill('#pw', 'maple lantern quiet river');
  await page.fill('#pw2', 'maple lantern quiet river');
  await primary();
  await page.waitForSelector('.medal');
  await shot('45-password-done');
  await page.context().setOffline(true);
  await part('#activity');
  await page.waitForSelector('[role=alert] .notice');
  await shot('46-activity-offline');
  await page.context().setOffline(false);
  await page.locator('.notice button').click();
  await page.waitForSelector('.item');
  await page.locator('.top button').click();
  await page.waitForURL(/\/signin\?/);
  await page.waitForSelector('.notice');
  await shot('47-signed-out');
  await signIn('new@fernhill.example');
  await page.waitForURL(/\/account\?lang=..$/);
  await part('#activity');
  await page.waitForSelector('.notice');
  await shot('48-activity-none');
}
