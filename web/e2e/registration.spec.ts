/** Registration, security info and "this was not me" as a person meets them, in Chromium, against the shipped server; see reset.spec.ts for what it needs. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { expectAccessible } from './support/axe.ts';
import { Desk, type Person } from './support/desk.ts';
import { withDesk } from './support/fixtures.ts';
import { FIRST, NEW, Visitor } from './support/visitor.ts';
import { Walker } from './support/walker.ts';

const INTERRUPT = 'More information required';
const MOBILE = '+31612345678';
const OTHER = '+31687654321';
const APP = 'Connect your authenticator app';
let serial = 0;

const test = withDesk();

test.beforeEach(({ desk }) => desk.set({ gates: 2, require_registration: true }));

const digits = (text: string): string => /\d{6}/.exec(text.replace(/(\d), (?=\d)/g, '$1'))?.[0] ?? '';
/** A cloud account that an administrator has just made, with a mobile number and nothing else. */
const added = (desk: Desk, name: string, more: Readonly<Record<string, string | null>> = { mobile: MOBILE, mail: null }): Promise<Person> =>
  desk.add(`${name}${++serial}@contoso.example`, more);

/** The first sign-in, up to what comes after the new password. */
async function begin(visitor: Visitor, user: string, query = ''): Promise<void> {
  await visitor.open(`/signin${query}`);
  await visitor.type(user, FIRST);
  await visitor.at('Choose a new password');
  await visitor.choose(NEW);
}

/** What an app shows that has read the key on the screen, by a library that the server does not know. */
async function shown(page: Page, step = 0): Promise<string> {
  const key = (await page.locator('.key').textContent()) ?? '';
  return codeOf(key, step);
}
const codeOf = (key: string, step = 0): string =>
  new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) }).generate({ timestamp: Date.now() + step * 30_000 });

async function tabTo(page: Page, selector: string): Promise<void> {
  const target = page.locator(selector).first();
  for (let steps = 0; steps < 40; steps++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard cannot reach ${selector}`);
}

/** At both ends of the widths, whatever the page shows now. */
async function expectFine(page: Page): Promise<void> {
  for (const width of [320, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px`).toBe(true);
  }
}

test('an account with a number is interrupted, verifies it, connects an app, prints codes, and later resets with two gates', async ({ visitor, desk, page, browser }) => {
  await desk.set({ return_links: ['mail|Contoso Mail|https://mail.contoso.example/inbox'] });
  await page.route('https://mail.contoso.example/**', (route) => route.fulfill({ body: 'the inbox' }));
  const { user } = await added(desk, 'anna');
  await begin(visitor, user, '?return=mail');
  await visitor.at(INTERRUPT);
  await expect(visitor.heading(INTERRUPT)).toBeFocused();
  await expect(page.getByText('Contoso asks everyone')).toContainText('Two are still missing.');
  await expect(page.locator('.item')).toHaveText([/^Mobile phone.*ending in 78/, /^Authenticator app/, /^Recovery codes/]);
  await expect(page.locator('#skips')).toContainText('three more times');
  await expectFine(page);
  await visitor.button('Start').click();

  await visitor.at('Is this still yours?');
  await expect(page.locator('#number'), 'what is on file is only verified').toHaveCount(0);
  await expectFine(page);
  await visitor.button('Send the code').click();
  await visitor.at('Type your code');
  await expect(page.locator('#code')).toBeFocused();
  await expectFine(page);
  const code = digits(await desk.said(MOBILE, 'sms'));
  await visitor.field('6-digit code').fill(code === '111111' ? '222222' : '111111');
  await visitor.button('Check code').click();
  await expect(page.locator('#code-error')).toContainText('That code isn’t right.');
  await visitor.field('6-digit code').fill(code);
  await visitor.button('Check code').click();

  await visitor.at(APP);
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
  await expectFine(page);
  const key = (await page.locator('.key').textContent()) ?? '';
  await page.locator('#code').fill('000000');
  await visitor.button('Connect').click();
  await expect(page.locator('#code-error')).toContainText('That code doesn’t fit.');
  await page.locator('#code').fill(await shown(page));
  await visitor.button('Connect').click();

  await visitor.at('Recovery codes');
  await expect(visitor.button('Go on without codes')).toBeVisible();
  await visitor.button('Make the codes').click();
  await visitor.at('Save your recovery codes');
  await expectFine(page);
  const codes = await page.locator('.codes li').allTextContents();
  expect(codes).toHaveLength(10);
  const download = page.waitForEvent('download');
  await visitor.link('Save as a file').click();
  expect(await readFile(await (await download).path(), 'utf8')).toContain(codes.join('\n'));
  await page.evaluate(() => Object.assign(window, { print: () => document.body.setAttribute('data-printed', '') }));
  await visitor.button('Print').click();
  await expect(page.locator('body')).toHaveAttribute('data-printed');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.codes')).toBeVisible();
  await expect(page.locator('.made')).toContainText(user);
  await expect(page.getByRole('heading')).toHaveCount(0);
  await page.emulateMedia({ media: 'screen' });
  await visitor.button('Finish').click();
  await expect(page.locator('#saved-error')).toHaveText('Tick this box once you have saved them.');
  await page.locator('#saved').check();
  await visitor.button('Finish').click();

  await visitor.at('You’re all set');
  await expect(page.locator('.badge.warn'), 'the number was proven in this session, so nothing waits').toHaveCount(0);
  await expectFine(page);
  await visitor.link('Go on to Contoso Mail').click();
  await expect(page).toHaveURL('https://mail.contoso.example/inbox');

  const later = await (await browser.newContext()).newPage();
  const walker = new Walker(later, desk);
  await walker.open();
  await walker.identify(user);
  await walker.at('How can we check it’s you?');
  await walker.choice('Use my authenticator app').check();
  await walker.button('Use the app').click();
  await walker.field('6-digit code').fill(codeOf(key, 1)); // the one of now was used up when it was registered
  await walker.button('Check code').click();
  await walker.at('One more check');
  await walker.choice('Use a recovery code').check();
  await walker.button('Use a recovery code').click();
  await walker.field('Recovery code').fill(codes[0] ?? '');
  await walker.button('Check code').click();
  await walker.at('Choose a new password');
  await walker.choosePassword('four tired wooden owls');
  await walker.at('Your password is changed');
  expect(await desk.fits(user, 'four tired wooden owls')).toBe(true);
});

test('who registered nothing is led on like anybody else, and reaches nobody', async ({ desk, browser }) => {
  const { user } = await added(desk, 'nemo', { mail: null });
  const said: (string | null)[] = [];
  for (const each of [user, `nobody${serial}@contoso.example`]) {
    const page = await (await browser.newContext()).newPage();
    const walker = new Walker(page, desk);
    await walker.open();
    await walker.identify(each);
    await walker.at('How can we check it’s you?');
    await expectAccessible(page);
    const chosen = page.locator('[name=method]').first();
    await chosen.check();
    if (await page.locator('#number').count()) await page.locator('#number').fill('06 1234 5678');
    await page.locator('.more .primary').click();
    // A number that is not on file and an address that nobody reads: the page says neither.
    await expect(page.locator('#code, #number-error:not(:empty)').first()).toBeVisible();
    said.push(await page.locator('.card h1').textContent());
  }
  expect(said[0]).toBe(said[1]);
});

test('"Not now" works as often as it says, and then it is not there any more', async ({ visitor, desk, page }) => {
  const { user } = await added(desk, 'berta');
  await begin(visitor, user);
  for (const left of ['three more times', 'two more times', 'one more time']) {
    await visitor.at(INTERRUPT);
    await expect(page.locator('#skips')).toContainText(left);
    await visitor.button('Not now').click();
    await visitor.at('Security info');
    await visitor.button('Sign out').click();
    await visitor.at('Sign in');
    await visitor.type(user, NEW);
  }
  await visitor.at(INTERRUPT);
  await expect(visitor.button('Not now')).toHaveCount(0);
  await expectFine(page);
});

test('a different way instead: an address of one’s own, with every mistake said in the language of the page, without a mouse', async ({ visitor, desk, page }) => {
  const { keyboard } = page;
  const { user } = await added(desk, 'carl', { mail: null });
  await begin(visitor, user);
  await visitor.at(INTERRUPT);
  await tabTo(page, '.card .primary');
  await keyboard.press('Enter');
  await visitor.at(APP);
  await tabTo(page, '.actions .quiet');
  await keyboard.press('Enter');
  await visitor.at('Which way would you like to set up?');
  await expectFine(page);
  await tabTo(page, '[name=task]');
  for (let at = 0; at < 5 && !(await page.locator('[name=task][value=email]').isChecked()); at++) await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await visitor.at('Add your private e-mail');
  await tabTo(page, '#address');
  for (const [typed, said] of [['', 'Type your e-mail address.'], ['no address', 'That isn’t a whole e-mail address.'], ['emil@prіvate.example', 'That isn’t a whole e-mail address.'], [user, 'That’s the mailbox your password opens']] as const) {
    await page.locator('#address').fill(typed);
    await keyboard.press('Enter');
    await expect(page.locator('#address-error')).toContainText(said);
    await expect(page.locator('#address')).toBeFocused();
    await expect(page.locator('#address')).toHaveValue(typed);
    await expect(page).toHaveTitle(/^Error: /);
  }
  await expectFine(page);
  await page.getByLabel('Language').selectOption('nl');
  await page.locator('.foot button').click();
  await expect(page.locator('#address-error')).toContainText('Dat is de mailbox die u met uw wachtwoord opent');
  const mail = `carl${serial}@private.example`;
  await page.locator('#address').fill(mail);
  await page.locator('#address').press('Enter');
  await visitor.at('Typ uw code');
  await expectFine(page);
  await keyboard.type(await desk.code(mail));
  await keyboard.press('Enter');
  await visitor.at('Uw authenticator-app koppelen');
  await expectFine(page);
});

test('security info: verify, change with a waiting time, make default, remove; numbers that will not do', async ({ visitor, desk, page }) => {
  await desk.set({ require_registration: false });
  const { user, mail } = await added(desk, 'dora', { mobile: MOBILE });
  await begin(visitor, user);
  await visitor.at('Security info');
  const method = (name: string) => page.locator('.method', { hasText: name });
  await expect(method('Mobile phone')).toContainText('Not checked yet');
  await expect(page.locator('.notice.warn')).toContainText('Two more ways');
  await expectFine(page);

  await method('Mobile phone').getByRole('link', { name: 'Change' }).click();
  await visitor.at('Change your mobile phone');
  await expect(page.getByLabel('Country')).toHaveValue('NL');
  for (const [typed, said] of [['12', 'We can’t use that number.'], ['0900 1234567', 'We can’t use that number.'], ['+1 202 555 0143', 'We don’t send codes to numbers of that country.'], [MOBILE, 'That number is on file already.']] as const) {
    await page.locator('#number').fill(typed);
    await visitor.button('Send the code').click();
    await expect(page.locator('#number-error')).toContainText(said);
    await expect(page.locator('#number')).toBeFocused();
  }
  await expectFine(page);
  await page.locator('#number').fill('06 8765 4321');
  await page.getByLabel('Call me').check();
  await visitor.button('Send the code').click();
  await visitor.at('Type your code');
  await expect(page.getByText('calling the mobile ending in 21')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Call me again in 0:\d\d$/ })).toBeVisible();
  await visitor.button('Use a different number').click();
  await expect(page.locator('#number'), 'what was typed is still there').toHaveValue('06 8765 4321');
  await visitor.button('Send the code').click();
  await visitor.field('6-digit code').fill(digits(await desk.said(OTHER, 'sms')));
  await visitor.button('Check code').click();
  await visitor.at('Security info');
  await expect(page.locator('.toast')).toHaveText('Mobile phone: changed.');
  await expect(visitor.heading('Security info')).toBeFocused();
  await expect(method('ending in 21')).toContainText('Not for resets yet');
  await expect(method('ending in 21')).toContainText(/from tomorrow at \d?\d:\d\d\. Until then your earlier one still can\./);
  await expect(method('ending in 78')).toContainText(/until tomorrow at \d?\d:\d\d\./);
  await expect(method('ending in 78').getByRole('link')).toHaveCount(1);
  await expectFine(page);
  await method('ending in 21').getByRole('button', { name: 'Make default' }).click();
  await expect(method('ending in 21')).toContainText('Default');

  await method('Private e-mail').getByRole('link', { name: 'Check it' }).click();
  await visitor.at('Is this still yours?');
  await expect.poll(() => desk.mails(mail), 'the notices of the new password and the new number').toBe(2);
  await visitor.button('Send the code').click();
  await visitor.field('8-digit code').fill(await desk.code(mail, 3));
  await visitor.button('Check code').click();
  await visitor.at('Security info');
  await expect(method('Private e-mail')).not.toContainText('Not checked yet');

  await method('Private e-mail').getByRole('link', { name: 'Remove' }).click();
  await visitor.at('Remove your private e-mail?');
  await expectFine(page);
  await visitor.link('Keep it').click();
  await expect(method('Private e-mail')).toHaveCount(1);
  await method('Private e-mail').getByRole('link', { name: 'Remove' }).click();
  await visitor.button('Remove it').click();
  await visitor.at('Security info');
  await expect(method('Private e-mail')).toHaveCount(0);
  await visitor.link('Add a way').click();
  await expect(page.locator('[name=task][value=email]')).toBeAttached();
});

test('after five minutes a change asks for a fresh sign-in and comes back; what was typed is still there', async ({ visitor, desk, page }) => {
  await desk.set({ require_registration: false });
  const { user } = await added(desk, 'eva');
  await begin(visitor, user);
  await visitor.at('Security info');
  await visitor.link('Add a way').click();
  await page.locator('[name=task][value=office]').check();
  await visitor.button('Go on').click();
  await visitor.at('Add your office phone');
  await page.locator('#number').fill('020 123 4567');
  await desk.later(301);
  await visitor.button('Call me with a code').click();
  await visitor.at('Sign in again to change this');
  await expectFine(page);
  await visitor.button('Sign in again').click();
  await visitor.at('Sign in');
  await expect(page.getByText('Show that it’s still you')).toBeVisible();
  await expect(visitor.field('User ID')).toHaveValue(user);
  await expectFine(page);
  await visitor.field('Password').fill(NEW);
  await page.locator('form .primary').click();
  await visitor.at('Add your office phone');
  await expect(page.locator('#number')).toHaveValue('020 123 4567');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).toBe('{}');
  await visitor.button('Call me with a code').click();
  await visitor.at('Type your code');
  await desk.later(301);
  await page.reload();
  await visitor.at('Sign in again to change this');
});

test('once in a while: are these still correct?', async ({ visitor, desk, page }) => {
  await desk.set({ gates: 1 });
  const { user } = await added(desk, 'fien');
  await begin(visitor, user);
  await visitor.at(INTERRUPT);
  await visitor.button('Start').click();
  await visitor.button('Send the code').click();
  await visitor.field('6-digit code').fill(digits(await desk.said(MOBILE, 'sms')));
  await visitor.button('Check code').click();
  await visitor.button('Go on without codes').click();
  await visitor.at('You’re all set');
  await visitor.link('Go to your account').click();
  await visitor.at('Security info');
  await desk.later(181 * 86_400);
  await visitor.signInAt(user, 'Are these still correct?');
  await expectFine(page);
  await visitor.button('Yes, all of them').click();
  await visitor.at('Security info');
  await visitor.signInAt(user, 'Security info');
});

test('"this was not me": looking changes nothing, the button freezes once, and the account says so', async ({ visitor, desk, page, browser }) => {
  await desk.set({ require_registration: false });
  const { user, mail } = await added(desk, 'gina', { mobile: MOBILE });
  await begin(visitor, user); // its notice has a link too
  await visitor.at('Security info');
  const link = await desk.link(mail);
  const owner = new Visitor(await (await browser.newContext()).newPage(), desk);
  for (let times = 0; times < 2; times++) {
    await owner.page.goto('about:blank');
    await owner.page.goto(link);
    await owner.at('Was this not you?');
    await expect(owner.page.locator('.facts')).toContainText('The password of your account was changed');
    await expect(owner.page.locator('.facts')).toContainText(/today at \d?\d:\d\d/i);
  }
  await expectFine(owner.page);
  expect(await desk.count(user, 'account_frozen')).toBe(0);
  await page.reload();
  await visitor.at('Security info');
  await owner.button('It wasn’t me, freeze my account').click();
  await owner.at('Your account is frozen');
  await expect(owner.page.getByRole('textbox'), 'whoever reads an old mailbox may be the thief').toHaveCount(0);
  await expectFine(owner.page);
  expect(await desk.count(user, 'account_frozen')).toBe(1);
  await owner.page.reload();
  await owner.at('This link doesn’t work any more');
  await expectFine(owner.page);
  await page.reload();
  await visitor.at('Sign in');
  expect(owner.complaints).toEqual([]);
});

test('a frozen account says so and changes nothing', async ({ visitor, desk, page, browser }) => {
  await desk.set({ require_registration: false });
  const { user, mail } = await added(desk, 'hanna', { mobile: MOBILE });
  await begin(visitor, user);
  await page.locator('.method', { hasText: 'Mobile phone' }).getByRole('link', { name: 'Remove' }).click();
  await visitor.button('Remove it').click();
  await visitor.at('Security info');
  await expect.poll(() => desk.mails(mail)).toBe(2);
  const owner = await (await browser.newContext()).newPage();
  await owner.goto(await desk.link(mail));
  await expect(owner.locator('.facts')).toContainText('was removed');
  await owner.locator('.danger').click();
  await expect(owner.getByRole('heading', { level: 1, name: 'Your account is frozen' })).toBeFocused();
  await visitor.signInAt(user, 'Security info');
  await expect(page.locator('.notice.bad')).toContainText('Your account is frozen');
  await expect(page.locator('.method').getByRole('link')).toHaveCount(0);
  await expectFine(page);
  await desk.unfreeze(user);
  await visitor.signIn(user);
  await expect(page.locator('.method').getByRole('link').first()).toBeVisible();
});

test('in Dutch the same way, and fine at both widths', async ({ visitor, desk, page }) => {
  const { user } = await added(desk, 'inge');
  await visitor.open('/signin?lang=nl');
  await visitor.field('Gebruikersnaam').fill(user);
  await visitor.field('Wachtwoord').fill(FIRST);
  await page.locator('form .primary').click();
  await visitor.at('Kies een nieuw wachtwoord');
  await page.locator('#pw').fill(NEW);
  await page.locator('#pw2').fill(NEW);
  await page.locator('form .primary').click();
  await visitor.at('Meer informatie nodig');
  await expectFine(page);
  await visitor.button('Beginnen').click();
  await visitor.at('Is dit nog van u?');
  await expectFine(page);
  await visitor.button('De code sturen').click();
  await visitor.at('Typ uw code');
  await expectFine(page);
  await page.locator('#code').fill(digits(await desk.said(MOBILE, 'sms')));
  await visitor.button('Code controleren').click();
  await visitor.at('Uw authenticator-app koppelen');
  await expectFine(page);
  await page.locator('#code').fill(await shown(page));
  await visitor.button('Koppelen').click();
  await visitor.at('Herstelcodes');
  await expectFine(page);
  await visitor.button('De codes maken').click();
  await visitor.at('Bewaar uw herstelcodes');
  await expectFine(page);
  await page.locator('#saved').check();
  await visitor.button('Klaar').click();
  await visitor.at('Alles is ingesteld');
  await expectFine(page);
  await visitor.link('Naar uw account').click();
  await visitor.at('Beveiliging');
  await expectFine(page);
});
