/** A reset without a development server: the code comes by a real provider, and by the second one when the first is gone. */
import { expect } from '@playwright/test';
import { withDesk } from './support/fixtures.ts';
import type { Walker } from './support/walker.ts';

const test = withDesk({ around: 'providers' });
const NEW = 'a slow green bicycle';
let serial = 0;

interface Way {
  readonly channel: 'email' | 'sms';
  readonly choice: string;
  readonly send: string;
  readonly field: string;
}
const WAYS: readonly Way[] = [
  { channel: 'email', choice: 'E-mail me', send: 'E-mail me a code', field: '8-digit code' },
  { channel: 'sms', choice: 'Text my mobile', send: 'Text me a code', field: '6-digit code' },
];

async function askForCode(walker: Walker, user: string, { channel, choice, send }: Way, number: string): Promise<void> {
  await walker.open();
  await walker.identify(user);
  await walker.at('How can we check it’s you?');
  await walker.choice(choice).check();
  if (channel !== 'email') await walker.page.locator('#number').fill(number);
  await walker.button(send).click();
  await walker.at('Type your code');
}

for (const way of WAYS) {
  test(`by ${way.channel}, and by the second provider when the first is gone`, async ({ walker, desk }) => {
    for (const provider of ['first', 'second']) {
      if (provider === 'second') await desk.down(way.channel);
      const number = `+3161234${5600 + ++serial}`;
      const { user, mail } = await desk.add(`anna${serial}@contoso.example`, { mobile: number });
      await askForCode(walker, user, way, number);
      const { by, code } = await desk.arrived(way.channel === 'email' ? mail : number, way.channel);
      expect(by).toBe(provider);
      await walker.field(way.field).fill(code);
      await walker.button('Check code').click();
      await walker.at('Choose a new password');
      await walker.choosePassword(NEW);
      await walker.at('Your password is changed');
      expect(await desk.fits(user, NEW)).toBe(true);
    }
  });
}
