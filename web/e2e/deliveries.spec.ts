/** A reset without a development server: the code comes by a real provider, and by the second one when the first is gone. */
import { expect } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { withDesk } from './support/fixtures.ts';
import type { Walker } from './support/walker.ts';

const test = withDesk({ around: 'providers' });
const NEW = 'a slow green bicycle';
const PROVIDERS = ['first', 'second'] as const;
let serial = 0;

interface Way {
  readonly channel: string;
  readonly choice: string;
  readonly send: string;
  readonly field: string;
}
type Written = Way & { readonly channel: 'email' | 'sms' };
const EMAIL: Written = { channel: 'email', choice: 'E-mail me', send: 'E-mail me a code', field: '8-digit code' };
const SMS: Written = { channel: 'sms', choice: 'Text my mobile', send: 'Text me a code', field: '6-digit code' };
const VOICE: Way = { channel: 'voice', choice: 'Call my mobile', send: 'Call me with a code', field: '6-digit code' };

const nextNumber = (): string => `+316123456${String(++serial).padStart(2, '0')}`;
const nextUser = (): string => `anna${serial}@contoso.example`;

async function ask(walker: Walker, user: string, { channel, choice, send }: Way, number: string): Promise<void> {
  await walker.open();
  await walker.identify(user);
  await walker.at('How can we check it’s you?');
  await walker.choice(choice).check();
  if (channel !== 'email') await walker.page.locator('#number').fill(number);
  await walker.button(send).click();
}

async function finish(walker: Walker): Promise<void> {
  await walker.at('Choose a new password');
  await walker.choosePassword(NEW);
  await walker.at('Your password is changed');
}

async function typeCode(walker: Walker, { field }: Way, code: string): Promise<void> {
  await walker.field(field).fill(code);
  await walker.button('Check code').click();
}

for (const way of [EMAIL, SMS]) {
  test(`by ${way.channel}, and by the second provider when the first is gone`, async ({ walker, desk }) => {
    for (const provider of PROVIDERS) {
      if (provider === 'second') await desk.down(way.channel);
      const number = nextNumber();
      const { user, mail } = await desk.add(nextUser(), { mobile: number });
      await ask(walker, user, way, number);
      await walker.at('Type your code');
      const { by, code } = await desk.arrived(way.channel === 'email' ? mail : number, way.channel);
      expect(by).toBe(provider);
      await typeCode(walker, way, code);
      await finish(walker);
      expect(await desk.fits(user, NEW)).toBe(true);
    }
  });
}

test('by a call that says its code again on 1, by one that asks for the number of the page, and by the second trunk when the first is gone', async ({ walker, desk, page }) => {
  for (const provider of PROVIDERS) {
    if (provider === 'second') await desk.down('voice');
    const number = nextNumber();
    const { user } = await desk.add(nextUser(), { mobile: number });
    await ask(walker, user, VOICE, number);
    await walker.at('Type your code');
    expect(await desk.called(number)).toBe(provider);
    const again = provider === 'first';
    if (again) await desk.press('1', 12);
    const { code, times } = await desk.heard();
    // In the middle of the second time, or after it.
    expect(again ? [3, 4] : [2]).toContain(times);
    await typeCode(walker, VOICE, code);
    await finish(walker);
    expect(await desk.fits(user, NEW)).toBe(true);

    await desk.set({ voice_proof: 'number' });
    const other = await desk.add(`bea${serial}@contoso.example`, { mobile: number });
    await ask(walker, other.user, VOICE, number);
    await walker.at('Answer your phone');
    const digits = await page.locator('.number bdi').innerText();
    expect(digits).toMatch(/^[2-8]\d$/);
    if (again) await expectAccessible(page);
    expect(await desk.called(number)).toBe(provider);
    await desk.press(`${digits}#`, 1);
    await finish(walker);
    expect(await desk.fits(other.user, NEW)).toBe(true);
    await desk.set({ voice_proof: 'code' });
  }
});
