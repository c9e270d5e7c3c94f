import { expect, test } from 'vitest';
import { rowErrors, type Row } from '../src/account/registration/answers.ts';

const OFFERED = [
  { id: 'first_pet', texts: { en: 'What was your first pet called?', nl: 'Hoe heette uw eerste huisdier?' } },
  { id: 'soft_toy', texts: { en: 'What was your favourite soft toy called?' } },
];
const rows = (...answers: string[]): Row[] => answers.map((answer, place) => ({ question: OFFERED[place]?.id ?? '', answer }));
const errors = (...answers: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(rowErrors(rows(...answers), OFFERED, 'anna.bakker@contoso.example')).map(([id, [key]]) => [id, key]));

test('answers that may be sent have no errors', () => {
  expect(errors('Rex', 'Beertje')).toEqual({});
  expect(errors('x'.repeat(40), '日本橋')).toEqual({});
});

test('a question has to be chosen, whatever its answer', () => {
  expect(rowErrors([{ question: '', answer: 'Rex' }, { question: 'gone', answer: 'Beertje' }], OFFERED, 'anna')).toEqual({
    'question-0': ['answers.choose'], 'question-1': ['answers.choose'],
  });
});

test.each([
  ['ab', 'answers.short'], ['  a  ', 'answers.short'], ['', 'answers.short'], ['x'.repeat(41), 'answers.long'], [' REX ', 'answers.same'],
  ['soft toy', 'answers.given'], ['CALLED!', 'answers.given'], ['Anna.Bakker', 'answers.userId'], ['anna.bakker@contoso.example', 'answers.userId'],
])('%j is said to be wrong, and why', (answer, key) => {
  expect(errors('Rex', answer)).toEqual({ 'answer-1': key });
});

test('an answer is in its question in any language, by whole words', () => {
  expect(errors('huisdier', 'Beertje')).toEqual({ 'answer-0': 'answers.given' });
  expect(errors('huis', 'all')).toEqual({});
});
