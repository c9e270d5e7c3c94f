import { describe, expect, test } from 'vitest';
import { classesOf, lengthOf, refusal, rulesFor } from '../src/shared/password/rules.ts';

const RULES = { minLength: 12, maxLength: 20, classes: 0, history: 5 };
const met = (...args: Parameters<typeof rulesFor>): boolean[] => rulesFor(...args).map((rule) => rule.met);

test('length counts what people call characters, not UTF-16 units or ways to write an accent', () => {
  expect(lengthOf('🙂🙂')).toBe(2);
  expect(lengthOf('e\u0301')).toBe(1);
  expect(lengthOf('')).toBe(0);
});

test('classes are small letters, capitals, digits and everything else, in every script', () => {
  expect(classesOf('abc')).toBe(1);
  expect(classesOf('Ab1!')).toBe(4);
  expect(classesOf('яЯ')).toBe(2);
  expect(classesOf('a b')).toBe(2);
});

describe('the rules', () => {
  test('tick the length at once, the others only when the server has judged this very password', () => {
    expect(met(RULES, 'maple lantern', undefined)).toEqual([true, false, false]);
    expect(met(RULES, 'maple lantern', { strength: 3, reasons: [] })).toEqual([true, true, true]);
    expect(met(RULES, 'maple lantern', { strength: 1, reasons: [{ rule: 'contains_name' }] })).toEqual([true, false, true]);
    expect(met(RULES, 'maple lantern', { strength: 1, reasons: [{ rule: 'banned' }] })).toEqual([true, true, false]);
  });

  test('do not tick a length that is too long', () => {
    expect(met(RULES, 'x'.repeat(21), undefined)[0]).toBe(false);
  });

  test('name the classes only where the tenant asks for them', () => {
    expect(rulesFor(RULES, '', undefined)).toHaveLength(3);
    expect(rulesFor({ ...RULES, classes: 3 }, 'Abc 1', undefined)[1]).toEqual({ text: ['password.ruleClasses', { limit: 3 }], met: true });
  });
});

test('the form itself refuses only what is surely wrong, so that no try is spent on it', () => {
  expect(refusal(RULES, '')).toEqual(['password.missing']);
  expect(refusal(RULES, 'short')).toEqual(['password.tooShort', { limit: 12 }]);
  expect(refusal(RULES, 'x'.repeat(21))).toEqual(['password.tooLong', { limit: 20 }]);
  expect(refusal({ ...RULES, classes: 3 }, 'maple lantern')).toEqual(['password.classes', { limit: 3 }]);
  expect(refusal(RULES, 'maple lantern')).toBeUndefined();
});
