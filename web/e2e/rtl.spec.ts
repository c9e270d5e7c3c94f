/** Every screen from right to left in a language that needs more room: nothing leaves the page, nothing is cut. The shipped program has no such language. */
import { test } from '@playwright/test';
import { inPseudoLocale } from './support/pseudo.ts';
import { walkThrough } from './support/walking.ts';

for (const width of [320, 1280]) {
  test.describe(`${width} px`, () => walkThrough({ name: `right to left at ${width} px`, size: { name: `${width}`, width, height: 900 }, language: 'en', look: inPseudoLocale }));
}
