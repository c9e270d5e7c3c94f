/** The second proof of a sign-in as a person meets it, in Chromium, against the shipped server; see reset.spec.ts for what it needs. */
import { expect } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import type { Person } from './support/desk.ts';
import { withDesk } from './support/fixtures.ts';
import { FIRST, NEW } from './support/visitor.ts';

let serial = 0;

// What is asked when registration is required: registration.spec.ts.
const test = withDesk({ settings: { require_registration: false } }).extend<{ person: Person }>({
  person: async ({ desk }, use) => use(await desk.add(`olga${++serial}@contoso.example`)),
});

test('an app’s code without a mouse: missing, wrong, right; then the password that has to change', async ({ visitor, desk, person, page }) => {
  const { keyboard } = page;
  const key = await desk.app(person.user);
  await visitor.open('/signin');
  await visitor.type(person.user, FIRST);
  await visitor.at('Type your code');
  const field = visitor.field('6-digit code');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('inputmode', 'numeric');
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(visitor.button('Use a recovery code instead')).toHaveCount(0);
  await expect(page.getByText('Don’t have your phone? The IT service desk can')).toBeVisible();
  await expectAccessible(page);
  await keyboard.press('Enter');
  await expect(page.getByRole('alert').getByText('Type all 6 digits of the code.')).toBeVisible();
  await expect(page).toHaveTitle(/^Error: /);
  await keyboard.type('000 000');
  await keyboard.press('Enter');
  await expect(page.getByRole('alert').getByText('That code isn’t right.')).toBeVisible();
  await expect(field).toBeFocused();
  await expectAccessible(page);
  await page.reload();
  await visitor.at('Type your code');
  const code = await desk.shown(key);
  await keyboard.type(`${code.slice(0, 3)} ${code.slice(3)}`);
  await keyboard.press('Enter');
  await visitor.at('Choose a new password');
  await visitor.changePassword(FIRST, NEW);
  await visitor.at('Security info');
});

test('a recovery code instead, once; the mailbox is told', async ({ visitor, desk, person, page }) => {
  await visitor.begin(person.user);
  await desk.app(person.user);
  const [code = '', next = ''] = await desk.recoveryCodes(person.user);
  const mails = await desk.mails(person.mail);
  await visitor.open('/signin');
  await visitor.type(person.user, NEW);
  await visitor.at('Type your code');
  await visitor.button('Use a recovery code instead').click();
  const field = visitor.field('Recovery code');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('inputmode', 'text');
  await expectAccessible(page);
  await field.fill(code.toLowerCase());
  await visitor.button('Check code').click();
  await visitor.at('Security info');
  await expect.poll(() => desk.mails(person.mail)).toBe(mails + 1);

  await visitor.button('Sign out').click();
  await visitor.at('Sign in');
  await visitor.type(person.user, NEW);
  await visitor.button('Use a recovery code instead').click();
  await field.fill(code);
  await visitor.button('Check code').click();
  await expect(page.getByRole('alert').getByText('it has been used before')).toBeVisible();
  await visitor.button('Use your authenticator app instead').click();
  await expect(visitor.field('6-digit code')).toHaveValue('');
  await visitor.button('Use a recovery code instead').click();
  await field.fill(next);
  await visitor.button('Check code').click();
  await visitor.at('Security info');
});

test('five wrong codes lead back to the password, with words for why', async ({ visitor, desk, person, page }) => {
  await desk.app(person.user);
  await visitor.open('/signin');
  await visitor.type(person.user, FIRST);
  for (let tries = 0; tries < 5; ++tries) {
    const answered = page.waitForResponse(/\/signin\/proof$/);
    await visitor.field('6-digit code').fill('000000');
    await visitor.button('Check code').click();
    await answered;
  }
  await expect(visitor.heading('Sign in')).toBeFocused();
  await expect(page.getByText('That was one code too many.')).toBeVisible();
  await expect(visitor.field('User ID')).toHaveValue(person.user);
  await expectAccessible(page);
});

test('somebody else’s open sign-in ends before another begins', async ({ visitor, desk, person, page }) => {
  await desk.app(person.user);
  await visitor.open('/signin');
  await visitor.type(person.user, FIRST);
  await visitor.at('Type your code');
  await visitor.button('Not you?').click();
  await expect(visitor.heading('Sign in')).toBeFocused();
  await page.reload();
  await visitor.at('Sign in');
});
