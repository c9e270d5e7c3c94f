/** Security questions as a person meets them: chosen and answered in the account, asked in a reset, as one of two proofs; see reset.spec.ts. */
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import type { Person } from './support/desk.ts';
import { withDesk } from './support/fixtures.ts';
import { NEW } from './support/visitor.ts';

const NEWER = 'four tired wooden owls';
const ANSWERS: readonly (readonly [question: string, answer: string])[] = [
  ['What was your first pet called?', 'Rex'], ['What was your favourite soft toy called?', 'Beertje'],
  ['In which street was the first home you remember?', 'Dorpsstraat 5'], ['What did your family call you when you were small?', 'Muis'],
  ['Which ward did you begin on?', 'Cardiology'],
];

const test = withDesk({ settings: { methods: ['email', 'security_questions'], gates: 2, custom_questions: ['Which ward did you begin on?'], require_registration: false } }).extend<{}, { person: Person }>({
  person: [async ({ desk }, use) => use(await desk.add('quinn@contoso.example')), { scope: 'worker' }],
});
test.describe.configure({ mode: 'serial' });

const answer = (page: Page, place: number): ReturnType<Page['locator']> => page.locator(`#answer-${place}`);

test('they are chosen and answered in the account, and what is wrong is said where it is', async ({ visitor, person, page }) => {
  await visitor.begin(person.user);
  await page.evaluate(() => location.assign('#add/security_questions'));
  await visitor.at('Security questions');
  await expectAccessible(page);
  await visitor.button('Save answers').click();
  await expect(page.locator('#question-0')).toBeFocused();
  await expect(page.locator('#question-4-error')).toHaveText('Choose a question.');
  await expect(answer(page, 0)).toHaveAccessibleDescription(/Type at least 3 characters\./);
  for (const [place, [question, text]] of ANSWERS.entries()) {
    await page.locator(`#question-${place}`).selectOption({ label: question });
    await answer(page, place).fill(text);
  }
  await expect(page.locator('#question-1').getByRole('option', { name: 'What was your first pet called?' }), 'chosen above').toHaveCount(0);
  await answer(page, 1).fill(' REX ');
  await answer(page, 2).fill('street');
  await visitor.button('Save answers').click();
  await expect(answer(page, 1)).toBeFocused();
  await expect(page.locator('#answer-1-error')).toHaveText('You’ve given this answer before. Each one has to be different.');
  await expect(page.locator('#answer-2-error')).toHaveText('That answer is in the question. Type another one.');
  await expectAccessible(page);
  await answer(page, 1).fill('Beertje');
  await answer(page, 2).fill('Dorpsstraat 5');
  await visitor.button('Save answers').click();
  await visitor.at('Security info');
  await expect(page.getByText('5 questions answered')).toBeVisible();
  await expect(page.getByText('Beertje')).toHaveCount(0);
  await expectAccessible(page);
});

test('a reset asks three of them beside a code, in the language of the page', async ({ walker, desk, person, page }) => {
  await desk.age(25 * 3600);
  await walker.open();
  await walker.identify(person.user);
  await walker.choice('Answer my security questions').check();
  await walker.button('Show me the questions').click();
  await walker.at('Answer your questions');
  await expect(answer(page, 0)).toBeFocused();
  await expectAccessible(page);
  const fields = page.locator('form input');
  await expect(fields).toHaveCount(3);
  await walker.button('Check answers').click();
  await expect(page.locator('#answer-2-error')).toHaveText('Type your answer.');
  await fillIn(page, 'something else');
  await walker.button('Check answers').click();
  await expect(page.locator('#answers-error')).toHaveText('Not all of your answers are right. Check each of them.');
  await expect(answer(page, 0)).toBeFocused();
  await expectAccessible(page);
  await fillIn(page);
  await walker.button('Check answers').click();
  await walker.at('One more check');
  const notices = await desk.mails(person.mail);
  await walker.button('E-mail me a code').click();
  await walker.typeCode(await desk.code(person.mail, notices + 1));
  await walker.choosePassword(NEWER);
  await walker.at('Your password is changed');
  expect(await desk.fits(person.user, NEWER)).toBe(true);
  expect(await desk.fits(person.user, NEW)).toBe(false);
});

/** The answers to what is asked, in any spelling. */
async function fillIn(page: Page, instead?: string): Promise<void> {
  for (const [question, text] of ANSWERS) {
    const field = page.getByLabel(question, { exact: true });
    if (await field.count()) await field.fill(instead ?? ` ${text.toUpperCase()} `);
  }
}
