/** What the tests against the shipped server have in common. */
import { expect, test as base } from '@playwright/test';
import { Desk, type Surroundings } from './desk.ts';
import { Visitor } from './visitor.ts';
import { Walker } from './walker.ts';

interface Wishes {
  readonly around?: Surroundings;
  /** Of the tenant, from the start. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * Tests with a server of their own for each worker, and somebody in front of its pages: a visitor of the account, or a walker of the reset.
 * The browser may complain of neither.
 */
export const withDesk = ({ around, settings }: Wishes = {}) => base.extend<{ visitor: Visitor; walker: Walker }, { desk: Desk }>({
  desk: [async ({}, use) => {
    const desk = await Desk.open(around);
    if (settings) await desk.set(settings);
    await use(desk);
    await desk.close();
  }, { scope: 'worker', timeout: 180_000 }],
  visitor: async ({ page, desk }, use) => {
    const visitor = new Visitor(page, desk);
    await use(visitor);
    expect(visitor.complaints, 'the browser complained').toEqual([]);
  },
  walker: async ({ page, desk }, use) => {
    const walker = new Walker(page, desk);
    await use(walker);
    expect(walker.complaints, 'the browser complained').toEqual([]);
  },
});
