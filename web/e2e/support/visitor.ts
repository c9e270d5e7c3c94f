import { expect, type Locator, type Page } from '@playwright/test';
import type { Desk } from './desk.ts';

export const FIRST = 'an old brown kettle';
export const NEW = 'a slow green bicycle';

/** A person in front of /signin and /account: knows the words on the screen. */
export class Visitor {
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

  /** A page may lead on to another before all of it has come. */
  open = (path: string): Promise<unknown> => this.page.goto(`${this.desk.url}${path}`, { waitUntil: 'commit' });
  heading = (name: string): Locator => this.page.getByRole('heading', { level: 1, name });
  button = (name: string): Locator => this.page.getByRole('button', { name, exact: true });
  field = (name: string): Locator => this.page.getByLabel(name, { exact: true });
  link = (name: string): Locator => this.page.getByRole('link', { name, exact: true });
  at = (name: string): Promise<void> => expect(this.heading(name)).toBeVisible();

  async type(user: string, password: string): Promise<void> {
    await this.field('User ID').fill(user);
    await this.field('Password').fill(password);
    await this.page.locator('form .primary').click();
  }

  /** To the account, with a password that is kept. */
  signIn = (user: string, password = NEW): Promise<void> => this.signInAt(user, 'Security info', password);

  /** Signs in afresh, and arrives at that page. */
  async signInAt(user: string, heading: string, password = NEW): Promise<void> {
    await this.page.context().clearCookies();
    await this.open('/signin');
    await this.type(user, password);
    await this.at(heading);
  }

  /** The first sign-in of a new person: the password that came from an administrator has to be replaced. */
  async begin(user: string): Promise<void> {
    await this.open('/signin');
    await this.type(user, FIRST);
    await this.at('Choose a new password');
    await this.choose(NEW);
    await this.at('Security info');
  }

  async choose(password: string, again = password): Promise<void> {
    await this.field('New password').fill(password);
    await this.field('Type it again').fill(again);
    await this.button('Save new password').click();
  }

  async changePassword(current: string, password: string, again = password): Promise<void> {
    await this.field('Current password').fill(current);
    await this.choose(password, again);
  }
}
