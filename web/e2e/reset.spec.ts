/**
 * The whole reset as a person does it, in Chromium, against the shipped server with a real mail server behind it.
 * REKEY_BIN: the program (default: build/dev/rekey). The portal must have been built (`npm run build`).
 */
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import type { Person } from './support/desk.ts';
import { withDesk } from './support/fixtures.ts';
import { Walker, wrong } from './support/walker.ts';

const OLD = 'an old brown kettle';
const NEW = 'a slow green bicycle';
let serial = 0;

const test = withDesk().extend<{ person: Person }>({
  person: async ({ desk }, use) => use(await desk.add(`anna${++serial}@contoso.example`)),
});

test('a person who forgot the password gets back in with the code from the mail', async ({ walker, desk, person, page }) => {
  await walker.open();
  await expect(page).toHaveTitle(/^Get back into your account – /);
  await walker.identify(`  ${person.user.toUpperCase()} `);
  await walker.at('How can we check it’s you?');
  await expect(page.getByText('An address that starts with a')).toBeAttached();
  await walker.button('E-mail me a code').click();

  await walker.at('Type your code');
  await expect(page.getByText(/Works until \d?\d:\d\d\./)).toBeVisible();
  const code = await desk.code(person.mail);
  await walker.typeCode(`${code.slice(0, 4)} ${code.slice(4)}`);

  await walker.at('Choose a new password');
  await walker.field('New password').fill(NEW);
  await expect(page.locator('#pw-rules .ok')).toHaveCount(3);
  await expect(page.getByText(/^Strength: (Fair|Good|Very good)/)).toBeVisible();
  await walker.choosePassword(NEW);

  await walker.at('Your password is changed');
  expect(await desk.fits(person.user, NEW)).toBe(true);
  expect(await desk.fits(person.user, OLD)).toBe(false);
  await expect.poll(() => desk.mails(person.mail), { message: 'a notice follows the code' }).toBe(2);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).toBe('{}');
});

test('that e-mail is slow is said where it is chosen and where its code is typed', async ({ walker, person, page }) => {
  await page.route('**/api/v1/reset/**', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll('"kind":"email"', '"kind":"email","slow":true') });
  });
  await walker.open();
  await walker.identify(person.user);
  await walker.at('How can we check it’s you?');
  await expect(page.getByText('E-mail is slow right now. A code can take some minutes.')).toBeVisible();
  await expectAccessible(page);
  await walker.button('E-mail me a code').click();
  await walker.at('Type your code');
  await expect(page.getByText('E-mail is slow right now. A code can take some minutes.')).toBeVisible();
  await expectAccessible(page);
});

test('somebody without a mouse gets back in, and axe finds nothing on any step', async ({ walker, desk, person, page }) => {
  const { keyboard } = page;
  await walker.open();
  await expectAccessible(page);
  await tabTo(page, '#user');
  await keyboard.type(person.user);
  await tabTo(page, '#captcha');
  await keyboard.type(await walker.captcha());
  await keyboard.press('Enter');

  await expect(walker.heading('How can we check it’s you?')).toBeFocused();
  await expectAccessible(page);
  await tabTo(page, '[name=method]');
  await tabTo(page, '.more .primary');
  await keyboard.press('Space');

  await expect(page.locator('#code')).toBeFocused();
  await expectAccessible(page);
  const code = await desk.code(person.mail);
  await keyboard.type(wrong(code));
  await keyboard.press('Enter');
  await expect(page.getByRole('alert').getByText('That code isn’t right')).toBeVisible();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.locator('#code')).toBeFocused();
  await expectAccessible(page);
  await keyboard.type(code);
  await keyboard.press('Enter');

  await expect(page.locator('#pw')).toBeFocused();
  await expectAccessible(page);
  await keyboard.type(NEW);
  await tabTo(page, '.inside button');
  await keyboard.press('Enter');
  await expect(page.locator('#pw2')).toHaveAttribute('type', 'text');
  await tabTo(page, '#pw2');
  await keyboard.type(NEW);
  await expectAccessible(page);
  await keyboard.press('Enter');

  await expect(walker.heading('Your password is changed')).toBeFocused();
  await expectAccessible(page);
  expect(await desk.fits(person.user, NEW)).toBe(true);
});

test('the first load is six requests and under 20 KB without the picture', async ({ desk, page }) => {
  let bytes = 0;
  const addresses: string[] = [];
  const sizes: Promise<void>[] = [];
  page.on('requestfinished', (request) => {
    const { pathname } = new URL(request.url());
    if (request.url().endsWith('.svg')) return; // the tab's icon: fetched apart from the page, and kept for a year
    addresses.push(pathname);
    if (!pathname.endsWith('/picture')) sizes.push(request.sizes().then((size) => void (bytes += size.responseBodySize)));
  });
  await page.goto(`${desk.url}/reset`);
  await expect(page.getByRole('img', { name: /Picture of the characters/ })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await Promise.all(sizes);
  expect(addresses, addresses.join(' ')).toHaveLength(6);
  test.info().annotations.push({ type: 'bytes', description: String(bytes) });
  expect(bytes).toBeLessThan(20 * 1024);
  expect(bytes).toBeGreaterThan(10 * 1024);
});

test('somebody unknown sees the same screens, and no code ever fits', async ({ walker, page }) => {
  await walker.askForCode('nobody@contoso.example');
  await expect(page.getByText(/is an address we have on file, an 8-digit code is on its way/)).toBeVisible();
  await walker.typeCode('12345678');
  await expect(page.locator('#code-error')).toHaveText('That code isn’t right. Check the newest message and type all 8 digits.');
});

test('wrong characters bring a new picture and keep the user ID', async ({ walker, person, page }) => {
  await walker.open();
  const first = await page.locator('.captcha img').getAttribute('src');
  await walker.field('User ID').fill(person.user);
  await page.locator('#captcha').fill('??????');
  await walker.button('Next').click();
  await expect(page.locator('#captcha-error')).toContainText('We’ve made a new picture');
  await expect(page.locator('#captcha')).toBeFocused();
  await expect(page.locator('#captcha')).toHaveValue('');
  await expect(walker.field('User ID')).toHaveValue(person.user);
  expect(await page.locator('.captcha img').getAttribute('src')).not.toBe(first);
  await walker.identify(person.user);
  await walker.at('How can we check it’s you?');
});

test('the numbers can be heard instead of read', async ({ walker, person, page }) => {
  await walker.open();
  await walker.field('User ID').fill(person.user);
  await walker.button('Hear it instead').click();
  const player = page.locator('audio');
  await expect(player).toBeFocused();
  await player.evaluate((audio: HTMLAudioElement) => audio.play());
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.duration)).toBeGreaterThan(2);
  await page.locator('#captcha').fill(await walker.captcha());
  await walker.button('Next').click();
  await walker.at('How can we check it’s you?');
});

test('an empty form says what is missing and goes to the first empty field', async ({ walker, page }) => {
  await walker.open();
  await walker.button('Next').click();
  await expect(walker.field('User ID')).toBeFocused();
  await expect(walker.field('User ID')).toHaveAccessibleDescription(/Type your user ID\./);
  await expect(page).toHaveTitle(/^Error: /);
});

test('a new code replaces the one before, after a wait that counts down', async ({ walker, desk, person, page }) => {
  await walker.askForCode(person.user);
  const first = await desk.code(person.mail);
  const waiting = page.getByRole('button', { name: /^Send a new code in 0:\d\d$/ });
  await expect(waiting).toHaveAttribute('aria-disabled', 'true');
  await desk.age(31);
  await page.reload(); // times come from the server
  await walker.button('Send a new code').click();
  await expect(page.getByRole('status').getByText('A new code replaces the earlier one')).toBeVisible();
  await walker.typeCode(first);
  await expect(page.locator('#code-error')).toContainText('That code isn’t right');
  await walker.typeCode(await desk.code(person.mail, 2));
  await walker.at('Choose a new password');
});

test('another way leads back to the choice, and the code of the first no longer counts', async ({ walker, desk, person }) => {
  await walker.askForCode(person.user);
  const first = await desk.code(person.mail);
  await desk.age(31);
  await walker.button('Use another way').click();
  await walker.at('How can we check it’s you?');
  await walker.button('E-mail me a code').click();
  await walker.at('Type your code');
  await walker.typeCode(first);
  await expect(walker.field('8-digit code')).toHaveAttribute('aria-invalid', 'true');
  await walker.typeCode(await desk.code(person.mail, 2));
  await walker.at('Choose a new password');
});

test('five wrong codes use a code up', async ({ walker, desk, person, page }) => {
  await walker.askForCode(person.user);
  const code = await desk.code(person.mail);
  for (let tries = 0; tries < 5; tries++) {
    await walker.typeCode(wrong(code));
    await expect(walker.button('Check code')).not.toHaveAttribute('aria-busy', 'true');
    await expect(page.locator('#code-error')).not.toBeEmpty();
  }
  await walker.typeCode(code);
  await expect(page.locator('#code-error')).toContainText('This code can’t be used any more');
});

test('a code that is too old says so', async ({ walker, desk, person, page }) => {
  await walker.askForCode(person.user);
  const code = await desk.code(person.mail);
  await desk.age(10 * 60 + 1);
  await walker.typeCode(code);
  await expect(page.locator('#code-error')).toHaveText('This code has expired. Send a new one.');
});

test('a reload in the middle goes on with the same step, in this tab only', async ({ walker, desk, person, page, context }) => {
  await walker.askForCode(person.user);
  await page.reload();
  await walker.at('Type your code');
  const other = await context.newPage();
  await other.goto(`${desk.url}/reset`);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Get back into your account');
  await walker.typeCode(await desk.code(person.mail));
  await walker.at('Choose a new password');
  await page.reload();
  await walker.at('Choose a new password');
  await walker.choosePassword(NEW);
  await walker.at('Your password is changed');
});

test('an attempt that is over says so, and starts again with the same user ID', async ({ walker, desk, person, page }) => {
  await walker.askForCode(person.user);
  await desk.age(15 * 60 + 1);
  await walker.typeCode('12345678');
  await walker.at('Let’s start again');
  await walker.button('Start again').click();
  await walker.at('Get back into your account');
  await expect(walker.heading('Get back into your account')).toBeFocused();
  await expect(walker.field('User ID')).toHaveValue(person.user);
  await walker.identify(person.user);
  await walker.at('How can we check it’s you?');
  await walker.button('Not you?').click();
  await expect(walker.field('User ID')).toHaveValue('');
  expect(page.url()).toBe(`${desk.url}/reset`);
});

test('a password that is not taken says why, and the next one works', async ({ walker, desk, person, page }) => {
  await walker.askForCode(person.user);
  await walker.typeCode(await desk.code(person.mail));
  await walker.choosePassword('short');
  await expect(page.locator('#pw-error')).toHaveText('It needs at least 12 characters.');
  await walker.choosePassword(NEW, `${NEW}s`);
  await expect(page.locator('#pw2')).toBeFocused();
  await expect(page.locator('#pw2-error')).toContainText('The two passwords are different');
  await walker.choosePassword(OLD);
  await expect(page.getByRole('alert').getByText('You’ve used that password before.')).toBeVisible();
  await expect(page.locator('#pw')).toBeFocused();
  await expect(page.locator('#pw')).toHaveValue('');
  await expectAccessible(page);
  await walker.choosePassword(NEW);
  await walker.at('Your password is changed');
  expect(await desk.fits(person.user, NEW)).toBe(true);
});

test('another language keeps the step and what was typed', async ({ walker, person, page }) => {
  await walker.askForCode(person.user);
  await walker.field('8-digit code').fill('1234');
  await page.getByLabel('Language').focus();
  await page.keyboard.press('ArrowDown');
  await walker.at('Type your code'); // looking at it changes nothing
  await tabTo(page, '.foot button');
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText('Typ uw code');
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  await expect(page.locator('#code')).toHaveValue('1234');
  await expectAccessible(page);
  await page.reload();
  await expect(page.locator('h1')).toHaveText('Typ uw code');
});

test('the address can name the person and the language', async ({ desk, person, page }) => {
  await page.goto(`${desk.url}/reset?user=${encodeURIComponent(person.user)}&lang=nl&return=nowhere`);
  await expect(page.locator('h1')).toHaveText('Weer toegang tot uw account');
  await expect(page.locator('#user')).toHaveValue(person.user);
});

test('help is in front of the step, and Back returns to it with what was typed', async ({ walker, person, page }) => {
  await walker.askForCode(person.user);
  await walker.field('8-digit code').fill('1234');
  await page.getByRole('link', { name: 'Contact IT help' }).click();
  await expect(walker.heading('Let’s get you some help')).toBeFocused();
  await expect(page.getByRole('link', { name: '020 123 45 00' })).toHaveAttribute('href', 'tel:0201234500');
  await expectAccessible(page);
  await page.goBack();
  await walker.at('Type your code');
  await expect(walker.field('8-digit code')).toHaveValue('1234');
});

test('no connection is said where it happened, and Try again goes on', async ({ walker, desk, person, page, context }) => {
  await walker.askForCode(person.user);
  const code = await desk.code(person.mail);
  await context.setOffline(true);
  await walker.typeCode(code);
  await expect(page.getByRole('alert').getByText('We can’t reach the server.')).toBeVisible();
  await expect(walker.field('8-digit code')).toHaveValue(code);
  await context.setOffline(false);
  await walker.button('Try again').click();
  await walker.at('Choose a new password');
});

test('too many starts from one network name the time to come back', async ({ desk, browser }) => {
  const context = await browser.newContext({ extraHTTPHeaders: { 'X-Forwarded-For': '203.0.113.7' } });
  const page = await context.newPage();
  const stranger = new Walker(page, desk);
  await stranger.open();
  for (let starts = 0; starts < 10; starts++) await stranger.startUnseen('nobody@contoso.example');
  await stranger.identify('nobody@contoso.example');
  await expect(page.locator('h1')).toHaveText(/^Come back at /);
  await expectAccessible(page);
  await context.close();
});

test('a tenant that has switched resetting off says so at once', async ({ desk, page }) => {
  await desk.set({ scope: 'none' });
  try {
    await page.goto(`${desk.url}/reset`);
    await expect(page.locator('h1')).toHaveText('Ask IT to reset your password');
    await expectAccessible(page);
  } finally {
    await desk.set({ scope: 'all' });
  }
});

test('a mistake of our own ends in a page that says so, not in an empty one', async ({ desk, page }) => {
  await page.route(/\/api\/v1\/portal/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json() as object), languages: null } });
  });
  await page.goto(`${desk.url}/reset`);
  await expect(page.locator('h1')).toHaveText('Something went wrong on our side');
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Load the page again' }).click();
  await expect(page.locator('h1')).toHaveText('Get back into your account');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the page says what it needs', async ({ desk, page }) => {
    await page.goto(`${desk.url}/reset`);
    await expect(page.locator('noscript p').first()).toBeVisible();
  });
});

/** Tab until that element has the focus: what a keyboard can reach. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const target = page.locator(selector).first();
  for (let steps = 0; steps < 20; steps++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the keyboard cannot reach ${selector}`);
}
