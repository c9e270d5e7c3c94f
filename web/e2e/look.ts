/** Pictures of every screen as people see it: narrow phone, phone, desktop, light and dark, two languages. They are for eyes; axe looks too. */
import { test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { sideways, walkThrough, type Size } from './support/walking.ts';

const SIZES: readonly Size[] = [
  { name: '320', width: 320, height: 640 },
  { name: '390', width: 390, height: 844 },
  { name: 'desktop', width: 1280, height: 900 },
];

for (const size of SIZES) {
  for (const scheme of ['light', 'dark'] as const) {
    for (const language of ['en', 'nl']) {
      if (language === 'nl' && (scheme === 'dark' || size.name === 'desktop')) continue;
      const name = `${size.name}-${scheme}-${language}`;
      test.describe(name, () => walkThrough({
        name, size, language,
        prepare: (page) => page.emulateMedia({ colorScheme: scheme }),
        look: async (page, screen) => {
          await expectAccessible(page);
          await page.screenshot({ path: `test-results/look/${name}/${screen}.png`, fullPage: true });
          return sideways(page, screen);
        },
      }));
    }
  }
}
