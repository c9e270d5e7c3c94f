import { describe, expect, test } from 'vitest';
import { format } from '../src/shared/format.ts';
import { compileText } from '../tooling/messages.ts';

const say = (text: string, args = {}, language = 'en'): string => format(compileText(text), args, language).join('');

describe('a text', () => {
  test('without places is sent as it is', () => {
    expect(compileText('Check code')).toBe('Check code');
    expect(say('Check code')).toBe('Check code');
  });

  test('has its places filled, more than once and in any order', () => {
    expect(say('{b} and {a}, {b}', { a: 'one', b: 'two' })).toBe('two and one, two');
  });

  test('keeps braces and apostrophes that are quoted the ICU way', () => {
    expect(say("It''s '{'not a place'}'")).toBe("It's {not a place}");
  });

  test('shows the name of a place that nobody filled, rather than nothing', () => {
    expect(say('Hello {name}')).toBe('Hello {name}');
  });

  test('never reads a filled place as a text of its own', () => {
    expect(say('{user} {other}', { user: '{other}', other: 'x' })).toBe('{other} x');
  });

  test('writes numbers as the language does', () => {
    expect(say('{n}', { n: 1234.5 })).toBe('1,234.5');
    expect(say('{n}', { n: 1234.5 }, 'nl')).toBe('1.234,5');
  });

  test('takes elements in its places and keeps the order', () => {
    const element = { type: 'strong' };
    expect(format(compileText('For {user}. Words.'), { user: element }, 'en')).toEqual(['For ', element, '. Words.']);
  });
});

describe('a plural', () => {
  const minutes = '{n, plural, =0 {no time} one {# minute} other {# minutes}} left';
  test.each([[0, 'no time left'], [1, '1 minute left'], [2, '2 minutes left'], [1500, '1,500 minutes left']])('of %i', (n, text) => {
    expect(say(minutes, { n })).toBe(text);
  });

  test('prefers an exact number over the category', () => {
    expect(say('{n, plural, =1 {exactly} one {one} other {more}}', { n: 1 })).toBe('exactly');
  });

  test('uses the categories of the language, not those of English', () => {
    const text = '{n, plural, zero {zero} one {one} two {two} few {few} many {many} other {other}}';
    expect([0, 1, 2, 3, 11, 100].map((n) => say(text, { n }, 'ar'))).toEqual(['zero', 'one', 'two', 'few', 'many', 'other']);
  });

  test('inside another counts with its own number', () => {
    expect(say('{a, plural, other {# of {b, plural, other {#}} and #}}', { a: 2, b: 3 })).toBe('2 of 3 and 2');
  });
});

describe('a select', () => {
  test('chooses by value, and other when none fits', () => {
    const text = '{place, select, home {at home} other {away from {place}}}';
    expect(say(text, { place: 'home' })).toBe('at home');
    expect(say(text, { place: 'work' })).toBe('away from work');
  });
});

describe('the compiler refuses', () => {
  test.each([
    ['an open brace', 'Hello {name'],
    ['a plural without other', '{n, plural, one {x}}'],
    ['dates, which need more than the portal carries', '{d, date}'],
    ['ordinals', '{n, selectordinal, one {#st} other {#th}}'],
    ['offsets', '{n, plural, offset:1 other {#}}'],
  ])('%s', (_, text) => {
    expect(() => compileText(text)).toThrow();
  });
});
