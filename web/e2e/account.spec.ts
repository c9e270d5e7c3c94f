/** Signing in and the account as a person meets them, in Chromium, against the shipped server; see reset.spec.ts for what it needs. */
import { expect, type Browser, type Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { Desk, type Person } from './support/desk.ts';
import { withDesk } from './support/fixtures.ts';
import { FIRST, NEW, Visitor } from './support/visitor.ts';

const NEWER = 'four tired wooden owls';
const REFUSED = 'We couldn’t sign you in.';
const SESSIONS = '[aria-labelledby=sessions] .item';
let serial = 0;

// What is asked when registration is required: registration.spec.ts.
const test = withDesk({ settings: { require_registration: false } }).extend<{ person: Person }>({
  person: async ({ desk }, use) => use(await desk.add(`carla${++serial}@contoso.example`)),
});

/** The same person at another computer. */
async function elsewhere(browser: Browser, desk: Desk): Promise<Visitor> {
  return new Visitor(await (await browser.newContext()).newPage(), desk);
}

test('a first sign-in without a mouse: refused, a new password, the account; axe finds nothing on any step', async ({ visitor, person, page }) => {
  const { keyboard } = page;
  await visitor.open('/signin');
  await visitor.at('Sign in');
  await expect(page).toHaveTitle(/^Sign in – /);
  await expect(visitor.field('User ID')).toHaveAttribute('autocomplete', 'username');
  await expect(visitor.field('Password')).toHaveAttribute('autocomplete', 'current-password');
  await expectAccessible(page);
  await tabTo(page, '#user');
  await keyboard.press('Enter');
  await expect(page.locator('#user')).toBeFocused();
  await expect(page.locator('#user')).toHaveAccessibleDescription(/Type your user ID\./);
  await expect(page).toHaveTitle(/^Error: /);
  await keyboard.type(person.user);
  await tabTo(page, '#pw');
  await keyboard.type('not the password');
  await keyboard.press('Enter');
  await expect(page.getByRole('alert').getByText(REFUSED)).toBeVisible();
  await expect(page.locator('#pw')).toBeFocused();
  await expect(page.locator('#pw')).toHaveValue('');
  await expect(page.locator('#user')).toHaveValue(person.user);
  await expectAccessible(page);
  await keyboard.type(FIRST);
  await keyboard.press('Enter');

  await visitor.at('Choose a new password');
  await expect(page.locator('#pw')).toBeFocused();
  await expect(page.locator('#current'), 'it has just been typed').toHaveCount(0);
  await keyboard.type(NEW);
  await expect(page.locator('#pw-rules .ok')).toHaveCount(3);
  await expect(page.getByText(/^Strength: (Fair|Good|Very good)/)).toBeVisible();
  await expectAccessible(page);
  await tabTo(page, '#pw2');
  await keyboard.type(NEW);
  await keyboard.press('Enter');

  await visitor.at('Security info');
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByText(person.user)).toBeVisible();
  await expectAccessible(page);
  for (const [part, heading] of [['#password', 'Change your password'], ['#activity', 'Recent activity']] as const) {
    await tabTo(page, `.tabs [href="${part}"]`);
    await keyboard.press('Enter');
    await expect(visitor.heading(heading)).toBeFocused();
    await expect(page.locator(part === '#password' ? '#pw2' : '.item').first()).toBeVisible();
    await expectAccessible(page);
  }
});

test('known and unknown people are refused with the same words', async ({ visitor, person, page }) => {
  const said: (string | null)[] = [];
  for (const user of [person.user, 'nobody@contoso.example']) {
    await visitor.open('/signin');
    await visitor.type(user, 'not the password');
    await expect(page.locator('#pw-error')).toContainText(REFUSED);
    said.push(await page.locator('main').textContent());
  }
  expect(said[0]).toBe(said[1]);
});

test('no script can read the session, and nothing of it is kept in the page', async ({ visitor, person, page }) => {
  await visitor.begin(person.user);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).toBe('{}');
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: expect.stringMatching(/Lax|Strict/) as unknown, path: '/' });
});

test('a reload in the middle asks for the password that the page does not know any more', async ({ visitor, person, page }) => {
  await visitor.open('/signin');
  await visitor.type(person.user, FIRST);
  await visitor.at('Choose a new password');
  await page.reload();
  await visitor.at('Choose a new password');
  await expect(page.locator('#current')).toBeFocused();
  await visitor.changePassword('not the password', NEW);
  await expect(page.locator('#current-error')).toContainText('That isn’t your current password.');
  await expect(page.locator('#current')).toBeFocused();
  await visitor.changePassword(FIRST, NEW);
  await visitor.at('Security info');
});

test('somebody else’s open sign-in ends before another begins', async ({ visitor, person, page }) => {
  await visitor.open('/signin');
  await visitor.type(person.user, FIRST);
  await visitor.at('Choose a new password');
  await visitor.button('Not you?').click();
  await expect(visitor.heading('Sign in')).toBeFocused();
  await expect(visitor.field('User ID')).toHaveValue('');
  await page.reload();
  await visitor.at('Sign in');
});

test('the way to a new password knows the user ID that was typed', async ({ visitor, person, page }) => {
  await visitor.open('/signin');
  await visitor.field('User ID').fill(person.user);
  await visitor.link('I forgot my password or can’t sign in').click();
  await expect(visitor.heading('Get back into your account')).toBeVisible();
  await expect(visitor.field('User ID')).toHaveValue(person.user);
  await expect(page).toHaveURL(/\/reset\?user=/);
});

test('sign-in leads on to the application that is named, and to no address', async ({ visitor, desk, person, page }) => {
  await desk.set({ return_links: ['mail|Contoso Mail|https://mail.contoso.example/inbox'] });
  await page.route('https://mail.contoso.example/**', (route) => route.fulfill({ body: 'the inbox' }));
  await visitor.begin(person.user);
  await visitor.button('Sign out').click();
  await visitor.at('Sign in');
  await visitor.open('/signin?return=mail');
  await expect(page.getByText('Then you go on to Contoso Mail.')).toBeVisible();
  await visitor.type(person.user, NEW);
  await page.waitForURL('https://mail.contoso.example/inbox');
  await visitor.open('/signin?return=https%3A%2F%2Fevil.example%2F');
  await visitor.at('Security info');
});

test('every place shows where one is signed in, and one of them can be ended from another', async ({ visitor, desk, person, page, browser }) => {
  await visitor.begin(person.user);
  const other = await elsewhere(browser, desk);
  await other.signIn(person.user);
  await page.reload();
  await expect(page.locator(SESSIONS)).toHaveCount(2);
  await expect(page.locator(SESSIONS, { hasText: 'This one' })).toHaveCount(1);
  await expect(page.locator(SESSIONS).first()).toContainText('Network 127.0.0.1');
  await page.locator(`${SESSIONS} button`).click();
  await expect(page.getByRole('status').getByText('Signed out:')).toBeVisible();
  await expect(page.locator(SESSIONS)).toHaveCount(1);
  await expect(page.getByRole('heading', { name: 'Where you’re signed in' })).toBeFocused();
  await expectAccessible(page);

  // The other place finds out with its next request, and comes back to where it was.
  await other.link('Activity').click();
  await other.at('Sign in');
  await expect(other.page.getByText('Sign in again to go on')).toBeVisible();
  await other.type(person.user, NEW);
  await other.at('Recent activity');
  expect(other.complaints).toEqual([]);
  await other.page.context().close();
});

test('signing out everywhere ends every place', async ({ visitor, desk, person, page, browser }) => {
  await visitor.begin(person.user);
  const other = await elsewhere(browser, desk);
  await other.signIn(person.user);
  await visitor.button('Sign out everywhere').click();
  await expect(page.getByText('You’re signed out everywhere')).toBeVisible();
  await other.page.reload();
  await other.at('Sign in');
  await other.page.context().close();
});

test('after signing out the browser’s Back shows nothing of the account', async ({ visitor, person, page }) => {
  await visitor.begin(person.user);
  await visitor.button('Sign out').click();
  await visitor.at('Sign in');
  await expect(page.getByText('You’re signed out', { exact: true })).toBeVisible();
  await page.goBack();
  await visitor.at('Sign in');
  await expect(page.getByText(person.user)).toHaveCount(0);
});

test('a changed password: wrong, refused, taken; other places are signed out', async ({ visitor, desk, person, page, browser }) => {
  await visitor.begin(person.user);
  const other = await elsewhere(browser, desk);
  await other.signIn(person.user);
  await visitor.link('Password').click();
  await visitor.changePassword('not the password', NEWER);
  await expect(page.locator('#current-error')).toContainText('That isn’t your current password.');
  await expect(page).toHaveTitle(/^Error: Change your password/);
  await visitor.changePassword(NEW, NEWER, 'something else');
  await expect(page.locator('#pw2-error')).toContainText('The two passwords are different.');
  await visitor.changePassword(NEW, FIRST);
  await expect(page.getByRole('alert').getByText('You’ve used that password before.')).toBeVisible();
  await expectAccessible(page);
  await visitor.changePassword(NEW, NEWER);
  await expect(visitor.heading('Your password is changed')).toBeFocused();
  await expectAccessible(page);
  expect(await desk.fits(person.user, NEWER)).toBe(true);
  await visitor.link('Back to your account').click();
  await expect(page.locator(SESSIONS)).toHaveCount(1);

  await other.page.reload();
  await other.type(person.user, NEW);
  await expect(other.page.locator('#pw-error')).toContainText(REFUSED);
  await other.type(person.user, NEWER);
  await other.at('Security info');
  await other.page.context().close();
});

test('recent activity tells what happened, when and where', async ({ visitor, person, page }) => {
  await visitor.open('/signin');
  await visitor.type(person.user, 'not the password');
  await expect(page.locator('#pw-error')).not.toBeEmpty();
  await visitor.begin(person.user);
  await visitor.link('Activity').click();
  for (const what of ['Signed in', 'Password changed', 'A sign-in that didn’t work']) {
    await expect(page.locator('.item', { has: page.getByRole('heading', { name: what, exact: true }) }).first()).toContainText(/Today at \d?\d:\d\d/i);
  }
  await expect(page.locator('.item').first()).toContainText('Network 127.0.0.1');
});

test('no network, a busy server, a broken one: nothing is lost, and it can be tried again', async ({ visitor, person, page }) => {
  await visitor.open('/signin');
  await visitor.field('User ID').fill(person.user);
  await visitor.field('Password').fill(FIRST);
  const notice = page.getByRole('alert').locator('.notice');
  for (const [status, words] of [[0, 'We can’t reach the server.'], [503, 'It’s very busy right now.'], [500, 'Something went wrong on our side.']] as const) {
    await page.route('**/api/v1/signin', (route) => (status ? route.fulfill({ status, body: 'broken' }) : route.abort()));
    await (status ? visitor.button('Try again') : page.locator('form .primary')).click();
    await expect(notice).toContainText(words);
    await expect(visitor.field('Password')).toHaveValue(FIRST);
    await page.unroute('**/api/v1/signin');
  }
  await expectAccessible(page);
  await visitor.button('Try again').click();
  await visitor.at('Choose a new password');
  await visitor.choose(NEW);
  await visitor.at('Security info');
  await page.route('**/api/v1/account/activity', (route) => route.abort());
  await visitor.link('Activity').click();
  await expect(notice).toContainText('We can’t reach the server.');
  await page.unroute('**/api/v1/account/activity');
  await visitor.button('Try again').click();
  await expect(page.locator('.item').first()).toBeVisible();
  await page.route('**/api/v1/session', (route) => route.fulfill({ status: 503, body: '' }));
  await page.reload();
  await visitor.at('We can’t show this page right now');
});

test('too many sign-ins from one network: the time to come back, and nothing about an account', async ({ visitor, page }) => {
  await visitor.open('/signin');
  await visitor.at('Sign in');
  const body = JSON.stringify({ type: 'about:blank', title: '', status: 429, code: 'too_many_sign_ins', retryAfter: 300 });
  await page.route('**/api/v1/signin', (route) => route.fulfill({ status: 429, contentType: 'application/problem+json', body }));
  await visitor.type('anybody@contoso.example', 'secret');
  await expect(page.getByRole('heading', { level: 1, name: /^Come back at \d?\d:\d\d$/ })).toBeFocused();
  await expectAccessible(page);
  await page.unroute('**/api/v1/signin');
  await visitor.button('Try again').click();
  await expect(visitor.field('User ID')).toHaveValue('anybody@contoso.example');
});

test('another language keeps the page and what was typed; it goes along to the account', async ({ visitor, person, page }) => {
  await visitor.open('/signin');
  await visitor.field('User ID').fill(person.user);
  await page.getByLabel('Language').selectOption('nl');
  await visitor.button('Change language').click();
  await visitor.at('Aanmelden');
  await expect(visitor.field('Gebruikersnaam')).toHaveValue(person.user);
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  await visitor.field('Wachtwoord').fill(FIRST);
  await page.locator('form .primary').click();
  await visitor.at('Kies een nieuw wachtwoord');
  await page.locator('#pw').fill(NEW);
  await page.locator('#pw2').fill(NEW);
  await page.locator('form .primary').click();
  await visitor.at('Beveiliging');
});

test('signing in and the account are 30 KB together: what both need comes once', async ({ visitor, desk, person, browser }) => {
  await visitor.begin(person.user);
  const fresh = await elsewhere(browser, desk);
  await fresh.open('/signin');
  await fresh.at('Sign in');
  const signIn = await fetched(fresh.page);
  await fresh.type(person.user, NEW);
  await fresh.at('Security info');
  const account = await fetched(fresh.page);
  expect(Object.keys(signIn).filter((path) => path.endsWith('.js'))).toHaveLength(2);
  expect(Object.keys(account).map((path) => path.replace(/-[\w-]{8}\./, '.')).sort()).toEqual(['/account', '/assets/account.css', '/assets/account.js']);
  const bytes = [...Object.values(signIn), ...Object.values(account)].reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: 'bytes', description: String(bytes) });
  expect(bytes).toBeLessThan(30_000);
  await fresh.page.context().close();
});

test('a screen that does not come is said, and Try again goes on', async ({ visitor, person, page }) => {
  await page.route('**/assets/later-*', (route) => route.abort());
  await visitor.open('/signin');
  await visitor.type(person.user, FIRST);
  await expect(page.getByRole('alert').getByText('We can’t reach the server.')).toBeVisible();
  await expect(visitor.field('Password')).toHaveValue(FIRST);
  // What is still being refused would be refused to the second try as well.
  await page.unrouteAll({ behavior: 'wait' });
  await visitor.button('Try again').click();
  await visitor.at('Choose a new password');
  await expect(page.locator('#pw')).toBeFocused();
});

/** What the page on the screen brought over the network, without data and the tenant's colours: bytes as they travel, by path. */
function fetched(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => {
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')] as PerformanceResourceTiming[];
    const files = entries.filter(({ name, transferSize }) => transferSize > 0 && !/\/api\/|\/brand\.css$/.test(name));
    return Object.fromEntries(files.map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize]));
  });
}

async function tabTo(page: Page, selector: string): Promise<void> {
  const target = page.locator(selector).first();
  for (let steps = 0; steps < 25; steps++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the keyboard cannot reach ${selector}`);
}
