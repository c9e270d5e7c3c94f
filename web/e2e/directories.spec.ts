/** Resets of people of a real OpenLDAP and a real Samba AD, who have registered nothing: the code goes to the number on file there. */
import { expect } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import type { Kind } from './support/desk.ts';
import { withDesk } from './support/fixtures.ts';
import type { Walker } from './support/walker.ts';

const NEW = 'A slow green b1cycle';

interface Facts {
  readonly kind: Kind;
  readonly old: string;
  /** A password that it refuses, and the sentence that says why. */
  readonly refused: readonly (readonly [string, RegExp])[];
}
/** Long enough for the organisation, and for the page; not for the directory, which asks for 10. */
const SHORT = ['Mapl3 bo', /needs at least (9|10) characters/] as const;
const OPENLDAP: Facts = { kind: 'openldap', old: 'an old brown kettle', refused: [SHORT, ['an old brown kettle', /used that password before/]] };
const SAMBA: Facts = { kind: 'samba', old: 'An-0ld-brown-kettle', refused: [SHORT, ['maple lantern quiet', /[Uu]se (at least )?(3|three)/]] };

for (const { kind, old, refused } of [OPENLDAP, SAMBA]) {
  const test = withDesk({ around: kind });
  test.describe(kind, () => {
    const begin = async (walker: Walker, user: string, need: 'forgot' | 'locked' = 'forgot'): Promise<void> => {
      await walker.open();
      await walker.identify(user);
      await walker.at('What’s the problem?');
      await walker.page.locator(`[name=need][value=${need === 'forgot' ? 'reset' : 'unlock'}]`).check();
      await walker.button('Next').click();
      await walker.at('How can we check it’s you?');
    };
    const prove = async (walker: Walker, mobile: string, said: (to: string, channel: 'sms') => Promise<string>): Promise<void> => {
      await walker.choice('Text my mobile').check();
      await walker.page.locator('#number').fill(mobile);
      await walker.button('Text me a code').click();
      await walker.at('Type your code');
      const text = await said(mobile, 'sms');
      await walker.field('6-digit code').fill(/#(\d{6})$/.exec(text)?.[1] ?? '');
      await walker.button('Check code').click();
    };

    test('a reset by a text to the number that the directory has now, under its rules', async ({ walker, desk, page }) => {
      const { user, mobile } = await desk.known(1);
      await begin(walker, user);
      await expect(page.getByText(mobile.slice(-2)).first()).toBeVisible();
      await desk.moved(1, '+31612345678');
      await page.evaluate(() => sessionStorage.clear()); // as in another tab
      await begin(walker, user);
      await expect(page.getByText('78').first()).toBeVisible();
      await prove(walker, '+31612345678', desk.said);

      await walker.at('Choose a new password');
      for (const [password, sentence] of refused) {
        await walker.choosePassword(password);
        // At the field by the page itself, where it knows the rule already; above it by the directory, where it does not.
        await expect(page.getByText(sentence).first()).toBeVisible();
        await walker.at('Choose a new password');
        await expectAccessible(page);
      }
      await walker.choosePassword(NEW);
      await walker.at('Your password is changed');
      expect(await desk.binds(1, NEW)).toBe(true);
      expect(await desk.binds(1, old)).toBe(false);
    });

    test('unlocking alone', async ({ walker, desk, page }) => {
      await desk.lock(2);
      expect(await desk.binds(2, old)).toBe(false);
      const { user, mobile } = await desk.known(2);
      await begin(walker, user, 'locked');
      await expect(page.locator('.steps li').last()).toHaveText('Unlock');
      await prove(walker, mobile, desk.said);
      await walker.at('Your account is unlocked');
      expect(await desk.binds(2, old)).toBe(true);
    });
  });
}
