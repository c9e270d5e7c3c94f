import type { Page } from '@playwright/test';

/**
 * Makes the page one of a language that is read from right to left and needs more room: every text half as long again, in letters of Arabic.
 * Names, addresses, codes and what is marked as left-to-right stay as they are, as in a real translation. Returns what does not fit.
 */
export function inPseudoLocale(page: Page, screen: string): Promise<string[]> {
  return page.evaluate((where) => {
    const KEPT = 'bdi, [dir=ltr], .brand, option, script, [aria-hidden=true]';
    const done = '\u2067';
    document.documentElement.dir = 'rtl';
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode as Text;
      if (!node.data.trim() || node.data.startsWith(done) || node.parentElement?.closest(KEPT)) continue;
      node.data = done + node.data.replace(/\p{L}+/gu, (word) => word.replace(/./gu, 'م') + 'ن'.repeat(Math.ceil(word.length * 0.4)));
    }
    const outside = [...document.querySelectorAll<HTMLElement>('#app *')].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && !element.closest('.vh, svg') && (left < -1 || right > innerWidth + 1);
    });
    const cut = [...document.querySelectorAll<HTMLElement>('.btn, label, h1, h2, h3, .badge, .steps li')].filter(
      (element) => !element.closest('.vh') && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1);
    const name = ({ tagName, className, textContent }: HTMLElement): string => `${where}: ${tagName}.${className} ${(textContent ?? '').slice(0, 30)}`;
    return [...(document.documentElement.scrollWidth > innerWidth ? [`${where} scrolls sideways`] : []), ...outside.map(name), ...cut.map(name)];
  }, screen);
}
