import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Nothing that axe knows of may be wrong with the page as it is now: WCAG 2.2 A and AA, and axe's own best practices. */
// Legacy mode: there are no frames to look into, and a second page costs seconds.
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}`).join('\n')}`);
  expect(found.join('\n'), 'axe').toBe('');
}
