import { expect, type Locator, type Page } from '@playwright/test';
import type { Captcha, Portal } from '../../src/shared/generated/api.ts';
import type { Desk } from './desk.ts';

/** A person in front of the portal: knows the words on the screen, and reads captchas. */
export class Walker {
  private readonly page: Page;
  private readonly desk: Desk;
  private challenge = '';
  /** What the browser complained about: blocked by the policy, thrown by a script. */
  readonly complaints: string[] = [];

  constructor(page: Page, desk: Desk) {
    this.page = page;
    this.desk = desk;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    // A refused request is an answer like any other; the browser logs it all the same.
    page.on('console', (message) => message.type() === 'error' && !message.text().includes('Failed to load resource') && this.complaints.push(message.text()));
    page.on('response', async (response) => {
      const { pathname } = new URL(response.url());
      if (!response.ok() || !/\/api\/v1\/(portal|captchas)$/.test(pathname)) return;
      const answer = (await response.json()) as Portal | Captcha;
      this.challenge = 'challenge' in answer ? answer.challenge : (answer.captcha?.challenge ?? this.challenge);
    });
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`${this.desk.url}/reset${query}`);
    await this.at('Get back into your account');
  }

  heading = (name: string): Locator => this.page.getByRole('heading', { level: 1, name });
  button = (name: string): Locator => this.page.getByRole('button', { name, exact: true });
  field = (name: string): Locator => this.page.getByLabel(name, { exact: true });
  at = (name: string): Promise<void> => expect(this.heading(name)).toBeVisible();

  /** What the picture on the screen shows: the one that is there now, not one that is on its way. */
  async captcha(): Promise<string> {
    const media = await this.page.locator('.captcha :is(img, audio)').getAttribute('src');
    await expect.poll(() => media?.includes(encodeURIComponent(this.challenge)) || media?.includes(this.challenge)).toBe(true);
    return this.desk.captcha(this.challenge);
  }

  async identify(user: string): Promise<void> {
    await this.field('User ID').fill(user);
    await this.page.locator('#captcha').fill(await this.captcha());
    await this.button('Next').click();
  }

  /** To the field for the code. */
  async askForCode(user: string): Promise<void> {
    await this.open();
    await this.identify(user);
    await this.at('How can we check it’s you?');
    await this.button('E-mail me a code').click();
    await this.at('Type your code');
  }

  async typeCode(code: string): Promise<void> {
    await this.field('8-digit code').fill(code);
    await this.button('Check code').click();
  }

  async choosePassword(password: string, again = password): Promise<void> {
    await this.field('New password').fill(password);
    await this.field('Type it again').fill(again);
    await this.button('Save new password').click();
  }
}

/** Another code of the same form. */
export const wrong = (code: string): string => `${(Number(code[0]) + 1) % 10}${code.slice(1)}`;
