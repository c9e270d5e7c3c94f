import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { TYPE, parse, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { compile } from '../tooling/messages.ts';

const TEXTS = new URL('../src/shared/texts/', import.meta.url);
const SOURCES = new URL('../src/', import.meta.url);

type Catalogue = Record<string, string>;
const load = (folder: string, language: string): Catalogue => JSON.parse(readFileSync(new URL(`${folder}/${language}.json`, TEXTS), 'utf8')) as Catalogue;
const folders = readdirSync(TEXTS);
const english = folders.map((folder) => load(folder, 'en'));
const keys = english.flatMap((catalogue) => Object.keys(catalogue));

const source = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('generated'))
  .map((path) => readFileSync(new URL(path, SOURCES), 'utf8')).join('\n');

/** The names of the places in a text, with those inside of plurals and selects. */
function places(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element): string[] => {
    if (element.type === TYPE.argument) return [element.value];
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
    return [element.value, ...Object.values(element.options).flatMap(({ value }) => places(value))];
  });
}
const placesOf = (text: string): string[] => [...new Set(places(parse(text, { ignoreTag: true })))].sort();

describe.each(folders)('the %s catalogues', (folder) => {
  const en = load(folder, 'en');
  const nl = load(folder, 'nl');

  test('have the same keys in the same order', () => {
    expect(Object.keys(nl)).toEqual(Object.keys(en));
  });

  test('compile', () => {
    expect(() => [compile(en), compile(nl)]).not.toThrow();
  });

  test('have the same places in each language', () => {
    for (const [key, text] of Object.entries(en)) expect(placesOf(nl[key] ?? ''), key).toEqual(placesOf(text));
  });

  test('keep the house style: typographic quotes, no exclamation marks, none of the words people do not use', () => {
    for (const [key, text] of Object.entries({ ...en })) {
      expect(text, key).not.toMatch(/['"!]/);
      expect(text, key).not.toMatch(/\b(oops|invalid|failed|authenticate|MFA|token|UPN)\b/i);
    }
  });
});

test('no key is in two catalogues', () => {
  expect(keys.length).toBe(new Set(keys).size);
});

test('every text is used', () => {
  expect(keys.filter((key) => !source.includes(`'${key}'`))).toEqual([]);
});

test('every key in the source has a text', () => {
  const groups = new Set(keys.map((key) => key.split('.')[0]));
  const used = [...source.matchAll(/'([a-z]+)\.[A-Za-z]+'/g)].filter(([, group]) => groups.has(group ?? '')).map(([quoted]) => quoted.slice(1, -1));
  expect(used.length).toBeGreaterThan(100);
  expect(used.filter((key) => !keys.includes(key))).toEqual([]);
});

/** A module and what it imports at once, without what it fetches later. */
function together(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path) || !/\.(tsx?|json)$/.test(path)) return found;
  found.add(path);
  if (path.endsWith('.json')) return found;
  const text = readFileSync(new URL(path, SOURCES), 'utf8');
  for (const [, wanted] of text.matchAll(/^(?:import|export) (?!type )[^;]*?'(\.[^']+)';$/gm)) {
    together(new URL(wanted ?? '', new URL(path, SOURCES)).pathname.slice(SOURCES.pathname.length), found);
  }
  return found;
}

const portals = readdirSync(SOURCES).filter((name) => name !== 'shared');
const parts = portals.flatMap((name) => ['main.tsx', 'later.tsx'].map((file) => `${name}/${file}`)).filter((path) => existsSync(new URL(path, SOURCES)));

test.each(parts)('the texts of %s come with it', (part) => {
  const first = together(part.replace('later', 'main'));
  const modules = [...first, ...together(part)];
  expect(modules.length).toBeGreaterThan(10);
  const there = modules.flatMap((path) => (path.endsWith('/en.json') ? Object.keys(load(path.split('/').at(-2) ?? '', 'en')) : []));
  const text = modules.filter((path) => !path.endsWith('.json')).map((path) => readFileSync(new URL(path, SOURCES), 'utf8')).join('\n');
  expect(keys.filter((key) => text.includes(`'${key}'`) && !there.includes(key))).toEqual([]);
});

test.each(portals)('%s imports shared, and no other portal', (portal) => {
  const others = parts.filter((part) => part.startsWith(portal)).flatMap((part) => [...together(part)]).filter((path) => !/^(shared|generated)/.test(path));
  expect(others.length).toBeGreaterThan(1);
  expect(others.filter((path) => !path.startsWith(`${portal}/`))).toEqual([]);
});
