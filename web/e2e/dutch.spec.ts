/** Every screen in Dutch, as narrow and as wide as they come: axe finds nothing wrong, nothing scrolls sideways. In English the other tests look. */
import { test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { sideways, walkThrough } from './support/walking.ts';

for (const width of [320, 1920]) {
  test.describe(`${width} px`, () => walkThrough({
    name: `in Dutch at ${width} px`, size: { name: `${width}`, width, height: 900 }, language: 'nl',
    look: async (page, screen) => {
      await expectAccessible(page);
      return sideways(page, screen);
    },
  }));
}
