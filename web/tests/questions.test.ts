import { expect, test } from 'vitest';
import { textOf } from '../src/shared/questions.ts';

const pet = { id: 'first_pet', texts: { en: 'Which pet?', nl: 'Welk huisdier?' } };

test('a question follows the language of the page', () => {
  expect(textOf(pet, 'nl')).toBe('Welk huisdier?');
  expect(textOf(pet, 'en')).toBe('Which pet?');
});

test('a question the server has not in that language is shown in one it has', () => {
  expect(textOf(pet, 'fr')).toBe('Which pet?');
  expect(textOf({ id: 'x', texts: { nl: 'Welk huisdier?' } }, 'en')).toBe('Welk huisdier?');
});
