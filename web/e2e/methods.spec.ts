/** A reset with each kind of proof, as a person does it; see reset.spec.ts. Texts and calls are read where a development server shows them. */
import { expect } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { withDesk } from './support/fixtures.ts';
import { Walker } from './support/walker.ts';

const NEW = 'a slow green bicycle';
const MOBILE = '+31612345678';
const OFFICE = '+31201234567';
let serial = 0;

const test = withDesk().extend<{ user: string }>({
  user: async ({ desk }, use) => {
    const { user } = await desk.add(`berta${++serial}@contoso.example`, { mobile: MOBILE, office: OFFICE });
    await use(user);
  },
});

const digits = (text: string): string => /\d{6}/.exec(text.replace(/(\d), (?=\d)/g, '$1'))?.[0] ?? '';

async function choose(walker: Walker, user: string, method: string): Promise<void> {
  await walker.open();
  await walker.identify(user);
  await walker.at('How can we check it’s you?');
  await walker.choice(method).check();
}

async function finish(walker: Walker): Promise<void> {
  await walker.at('Choose a new password');
  await walker.choosePassword(NEW);
  await walker.at('Your password is changed');
}

test('a text message: the whole number, the code, a new password', async ({ walker, desk, user, page }) => {
  await choose(walker, user, 'Text my mobile');
  await expect(page.getByText('Number ending in 78').first()).toBeVisible();
  await expect(page.getByLabel('Country')).toHaveValue('NL');
  await walker.button('Text me a code').click();
  await expect(page.locator('#number-error')).toHaveText('Type the whole number.');
  await expect(page.locator('#number')).toBeFocused();
  await page.locator('#number').fill('12');
  await walker.button('Text me a code').click();
  await expect(page.locator('#number-error')).toContainText('That isn’t a whole phone number');
  await expectAccessible(page);
  await page.locator('#number').fill('06 1234 5678');
  await walker.button('Text me a code').click();
  await walker.at('Type your code');
  await expectAccessible(page);
  const text = await desk.said(MOBILE, 'sms');
  const code = digits(text);
  expect(text.split('\n').at(-1)).toBe(`@127.0.0.1 #${code}`);
  await walker.field('6-digit code').fill(code);
  await walker.button('Check code').click();
  await finish(walker);
  expect(await desk.fits(user, NEW)).toBe(true);
});

test('a number of another country is read as one of the country that was picked', async ({ walker, desk, page }) => {
  await desk.set({ phone_regions: ['DE'] });
  const { user } = await desk.add(`dora${++serial}@contoso.example`, { mobile: '+4915112345678' });
  await choose(walker, user, 'Text my mobile');
  await page.getByLabel('Country').selectOption({ label: 'Germany (+49)' });
  await page.locator('#number').fill('0151 12345678');
  await walker.button('Text me a code').click();
  await walker.at('Type your code');
  await walker.field('6-digit code').fill(digits(await desk.said('+4915112345678', 'sms')));
  await walker.button('Check code').click();
  await walker.at('Choose a new password');
});

test('a call to the office reads the code out, twice, and calls again', async ({ walker, desk, user, page }) => {
  await choose(walker, user, 'Call my office phone');
  await page.locator('#number').fill(OFFICE);
  await expect(page.getByLabel('Country')).toBeDisabled(); // the number names it
  await walker.button('Call me with a code').click();
  await walker.at('Type your code');
  await expect(page.getByRole('button', { name: /^Call me again in 0:\d\d$/ })).toBeVisible();
  const first = await desk.said(OFFICE, 'voice');
  expect(first.match(/(\d, ){5}\d/g)).toHaveLength(2);
  await desk.age(31);
  await page.reload();
  await walker.button('Call me again').click();
  await expect(page.getByRole('status').getByText('A new code replaces the earlier one')).toBeVisible();
  await walker.field('6-digit code').fill(digits(await desk.said(OFFICE, 'voice')));
  await walker.button('Check code').click();
  await finish(walker);
});

test('an authenticator app: nothing is sent, nothing can be sent again', async ({ walker, desk, user, page }) => {
  const key = await desk.app(user);
  await choose(walker, user, 'Use my authenticator app');
  await walker.button('Use the app').click();
  await walker.at('Type your code');
  await expect(page.getByText('Open your authenticator app and type the code it shows for Contoso.')).toBeVisible();
  await expect(page.getByRole('button', { name: /new code|again/ })).toHaveCount(0);
  await expectAccessible(page);
  await walker.field('6-digit code').fill('000000');
  await walker.button('Check code').click();
  await expect(page.locator('#code-error')).toContainText('Wait for the next one in your app');
  await walker.field('6-digit code').fill(await desk.shown(key));
  await walker.button('Check code').click();
  await finish(walker);
});

test('a saved recovery code works once', async ({ walker, desk, user, page }) => {
  const [code = ''] = await desk.recoveryCodes(user);
  await choose(walker, user, 'Use a recovery code');
  await walker.button('Use a recovery code').click();
  await walker.at('Type your code');
  await expectAccessible(page);
  await walker.field('Recovery code').fill(code.toLowerCase());
  await walker.button('Check code').click();
  await finish(walker);
  await choose(walker, user, 'Use a recovery code');
  await walker.button('Use a recovery code').click();
  await walker.field('Recovery code').fill(code);
  await walker.button('Check code').click();
  await expect(page.locator('#code-error')).toHaveText('That code isn’t right, or it has been used before. Check it, or type another one.');
});

test('two gates are two different ways', async ({ walker, desk, user, page }) => {
  await desk.set({ gates: 2 });
  try {
    const key = await desk.app(user);
    await choose(walker, user, 'Call my mobile');
    await expect(page.getByText('You’ll need two, one after the other.')).toBeVisible();
    await page.locator('#number').fill('+31 6 12345678');
    await walker.button('Call me with a code').click();
    await walker.field('6-digit code').fill(digits(await desk.said(MOBILE, 'voice')));
    await walker.button('Check code').click();
    await walker.at('One more check');
    await expect(walker.choice('Call my office phone')).toHaveCount(0); // both are calls
    await expectAccessible(page);
    await walker.choice('Use my authenticator app').check();
    await walker.button('Use the app').click();
    await walker.field('6-digit code').fill(await desk.shown(key));
    await walker.button('Check code').click();
    await finish(walker);
  } finally {
    await desk.set({ gates: 1 });
  }
});

test('in Dutch the same way', async ({ walker, desk, user, page }) => {
  await walker.open('?lang=en');
  await walker.identify(user);
  await walker.at('How can we check it’s you?');
  await page.getByLabel('Language').selectOption('nl');
  await page.locator('.foot button').click();
  await walker.choice('Sms naar mijn mobiel').check();
  await expect(page.getByLabel('Land', { exact: true })).toHaveValue('NL');
  await page.locator('#number').fill('0612345678');
  await page.locator('.more .primary').click();
  await walker.at('Typ uw code');
  await page.locator('#code').fill(digits(await desk.said(MOBILE, 'sms')));
  await page.locator('.btn.primary').click();
  await walker.at('Kies een nieuw wachtwoord');
});

test('where it may be told, the page says that the code could not be delivered, and shows the way on', async ({ walker, desk, page }) => {
  await desk.set({ stranger_answers: 'explain' });
  const { user } = await desk.add(`refuse${++serial}@contoso.example`, { mobile: MOBILE });
  await choose(walker, user, 'E-mail me');
  await walker.button('E-mail me a code').click();
  await walker.at('Type your code');
  await walker.field('8-digit code').pressSequentially('12');
  const notice = page.getByRole('status').filter({ hasText: 'Your code could not be delivered' });
  await expect(notice).toBeVisible({ timeout: 15_000 });
  await expect(walker.field('8-digit code')).toHaveValue('12');
  await expect(walker.field('8-digit code')).toBeFocused();
  await expectAccessible(page);
  await notice.getByRole('button', { name: 'Use another way' }).click();
  await walker.at('How can we check it’s you?');
  await desk.set({ stranger_answers: 'conceal' });
});
