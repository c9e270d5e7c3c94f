import { describe, expect, test } from 'vitest';
import { countries, namesCountry } from '../src/shared/phone/countries.ts';

describe('the countries to pick from', () => {
  test('are all there once, by their name in the language, with their code', () => {
    const all = countries('en');
    expect(all.length).toBeGreaterThan(240);
    expect(new Set(all.map(({ region }) => region)).size).toBe(all.length);
    expect(all.find(({ region }) => region === 'NL')?.name).toBe('Netherlands (+31)');
    expect(countries('nl').find(({ region }) => region === 'DE')?.name).toBe('Duitsland (+49)');
  });

  test('are in the order of the language', () => {
    const names = countries('nl').map(({ name }) => name);
    expect(names).toEqual([...names].sort(new Intl.Collator('nl').compare));
  });
});

test.each([['+31612345678', true], ['0031612345678', true], [' (+31) 6', true], ['0612345678', false], ['', false]])(
  '%s names its country: %s', (number, named) => expect(namesCountry(number)).toBe(named));
