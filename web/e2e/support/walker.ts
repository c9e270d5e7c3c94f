import { expect, type Locator, type Page } from '@playwright/test';
import type { Desk } from './desk.ts';

/** A person in front of the portal: knows the words on the screen, and reads captchas. */
export class Walker {
  readonly page: Page;
  private readonly desk: Desk;
  /** What the browser complained about: blocked by the policy, thrown by a script. */
  readonly complaints: string[] = [];

  constructor(page: Page, desk: Desk) {
    this.page = page;
    this.desk = desk;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    // A refused request is an answer like any other; the browser logs it all the same.
    page.on('console', (message) => message.type() === 'error' && !message.text().includes('Failed to load resource') && this.complaints.push(message.text()));
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`${this.desk.url}/reset${query}`);
    await this.at('Get back into your account');
  }

  heading = (name: string): Locator => this.page.getByRole('heading', { level: 1, name });
  button = (name: string): Locator => this.page.getByRole('button', { name, exact: true });
  /** One of the ways to prove who you are. */
  choice = (name: string): Locator => this.page.getByRole('radio', { name: new RegExp(`^${name}`) });
  field = (name: string): Locator => this.page.getByLabel(name, { exact: true });
  at = (name: string): Promise<void> => expect(this.heading(name)).toBeVisible();

  /** What the picture on the screen shows, or the sound says: the challenge is part of its address. */
  async captcha(): Promise<string> {
    const media = this.page.locator('.captcha :is(img, audio)');
    await expect(media).toHaveAttribute('src', /\/captchas\/[^/]+\//);
    const [, challenge = ''] = /captchas\/([^/]+)\//.exec((await media.getAttribute('src')) ?? '') ?? [];
    return this.desk.captcha(decodeURIComponent(challenge));
  }

  async identify(user: string): Promise<void> {
    await this.field('User ID').fill(user);
    await this.page.locator('#captcha').fill(await this.captcha());
    await this.button('Next').click();
  }

  /** A start by the page's own means, without its screens: for many of them. */
  async startUnseen(user: string): Promise<void> {
    const post = (path: string, body: object): Promise<{ challenge: string }> => this.page.evaluate(
      async ([to, text]) => {
        const response = await fetch(`/api/v1${to}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: text ?? '' });
        return (await response.json()) as { challenge: string };
      }, [path, JSON.stringify(body)]);
    const { challenge } = await post('/captchas', { kind: 'picture' });
    await post('/reset/attempts', { user, captcha: { challenge, answer: await this.desk.captcha(challenge) } });
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
