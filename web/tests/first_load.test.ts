/** What the first look at a portal costs, by the files that `npm run build` has written. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';

const DIST = new URL('../dist/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, DIST), 'utf8');

/** The page and what it links, /brand.css among it, which is made by the server. */
const filesOf = (page: string): string[] => [`${page}.html`, ...[...read(`${page}.html`).matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file = '']) => file)];
const scriptsOf = (page: string): string[] => filesOf(page).filter((file) => file.endsWith('.js'));

/** As they travel (brotli), each once. */
const bytesOf = (...pages: string[]): number =>
  [...new Set(pages.flatMap(filesOf))].filter((file) => file !== 'brand.css').reduce((sum, file) => sum + statSync(new URL(`${file}.br`, DIST)).size, 0);

beforeAll(() => expect(existsSync(DIST), 'npm run build comes first').toBe(true));

test('/signin and then /account are 30 KB together', () => {
  expect(bytesOf('signin', 'account')).toBeLessThanOrEqual(30_000);
});

test('/reset is 20 KiB without the picture, in six requests', () => {
  expect(bytesOf('reset')).toBeLessThanOrEqual(20 * 1024);
  expect(filesOf('reset').length + 1, 'with the facts of the tenant').toBeLessThanOrEqual(6);
});

test('/account needs its own script and style; the rest has come with /signin', () => {
  const known = filesOf('signin');
  const own = filesOf('account').filter((file) => !known.includes(file));
  expect(own.map((file) => file.replace(/-[\w-]{8}\./, '.'))).toEqual(['account.html', 'assets/account.js', 'assets/account.css']);
});

describe.each([['reset', 1], ['not-me', 1], ['signin', 2], ['account', 2], ['not-found', 0]])('/%s', (page, scripts) => {
  test(`names every script of its first load: ${scripts}`, () => {
    expect(scriptsOf(page)).toHaveLength(scripts);
    for (const script of scriptsOf(page)) {
      const imported = [...read(script).matchAll(/\b(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g)].map(([, file]) => `assets/${file}`);
      expect(scriptsOf(page)).toEqual(expect.arrayContaining(imported));
    }
  });

  test('links the style that all pages link', () => {
    const styles = readdirSync(new URL('assets/', DIST)).filter((file) => /^portal-.*\.css$/.test(file));
    expect(styles).toHaveLength(1);
    expect(filesOf(page)).toContain(`assets/${styles[0]}`);
  });
});
