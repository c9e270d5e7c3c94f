/** A webmail behind a proxy that asks Rekey, as a person opens it: real nginx, Roundcube and Dovecot; see reset.spec.ts for what it needs. */
import { chromium as engine, expect } from '@playwright/test';
import { chromium } from './support/browser.ts';
import type { Person } from './support/desk.ts';
import { withDesk } from './support/fixtures.ts';
import { FIRST, NEW, Visitor } from './support/visitor.ts';

let serial = 0;

const test = withDesk({ around: 'webmail' }).extend<{ person: Person }>({
  // The webmail's name is known to this browser only.
  browser: [async ({ desk }, use) => {
    const { executablePath, args } = chromium.launchOptions;
    const browser = await engine.launch({ executablePath, args: [...args, `--host-resolver-rules=MAP ${new URL(desk.url).host}:443 127.0.0.1:${desk.port}`] });
    await use(browser);
    await browser.close();
  }, { scope: 'worker' }],
  person: async ({ desk }, use) => {
    const person = await desk.add(`fleur${++serial}@contoso.example`);
    await desk.deliver(person.user, 'Lunch on Friday');
    await use(person);
  },
  visitor: async ({ page, desk }, use) => use(new Visitor(page, desk)),
});
test.use({ ignoreHTTPSErrors: true });

/** The first visit: a new password, then what the organisation asks for. */
async function arrive(visitor: Visitor, person: Person): Promise<void> {
  await visitor.open('/');
  await visitor.at('Sign in');
  await expect(visitor.page).toHaveURL(/\/signin\?return=webmail$/);
  await visitor.type(person.user, FIRST);
  await visitor.at('Choose a new password');
  await visitor.choose(NEW);
  await visitor.at('More information required');
  await expect(visitor.page).toHaveURL(/\/account\?return=webmail#register$/);
}

async function expectMailbox({ page }: Visitor, person: Person): Promise<void> {
  await expect(page).toHaveURL(/\/\?_task=mail/);
  await expect(page.locator('#messagelist').getByText('Lunch on Friday')).toBeVisible();
  await expect(page.locator('.header-title.username')).toHaveText(person.user);
}

test('whoever opens the webmail signs in, registers, and arrives in the mailbox', async ({ visitor, person, desk }) => {
  await arrive(visitor, person);
  // The notice of the new password is a mail, too.
  await expect.poll(() => desk.mails(person.mail)).toBe(1);
  await visitor.button('Start').click();
  await visitor.at('Is this still yours?');
  await visitor.button('Send the code').click();
  await visitor.at('Type your code');
  await visitor.page.locator('#code').fill(await desk.code(person.mail, 2));
  await visitor.button('Check code').click();
  await visitor.button('Go on without codes').click();
  await visitor.at('You’re all set');
  await visitor.link('Go on to Webmail').click();
  await expectMailbox(visitor, person);
});

test('whoever is signed in comes back by a link from elsewhere without typing anything', async ({ visitor, person, page }) => {
  await arrive(visitor, person);
  await visitor.button('Not now').click();
  await expectMailbox(visitor, person);
  // A mail read somewhere else: the browser keeps the session cookie to itself on the way here.
  await page.route('https://elsewhere.example/', (route) => route.fulfill({ contentType: 'text/html', body: `<a href="${new URL(page.url()).origin}/">your mail</a>` }));
  await page.goto('https://elsewhere.example/');
  const asked = page.waitForRequest(/\/signin\?return=webmail$/);
  await page.getByText('your mail').click();
  await asked;
  await expectMailbox(visitor, person);
});
