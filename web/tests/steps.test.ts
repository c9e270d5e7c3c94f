import { describe, expect, test } from 'vitest';
import type { Step } from '../src/shared/generated/api.ts';
import { missingAnswers, readStep, screenKey } from '../src/reset/steps.ts';

const wire = (kind: Step['kind'], more: Partial<Step> = {}): Step =>
  ({ kind, user: 'me@contoso.example', now: '2026-11-22T14:00:00Z', expiresAt: '2026-11-22T14:15:00Z', ...more });
const email = { id: 'm1', kind: 'email', hint: { first: 'j' } } as const;
const questions = { id: 'm2', kind: 'security_questions', hint: {} } as const;
const ask = (more: Partial<Step>): Step => wire('answer_questions', { method: questions, challenge: 'c1', questions: [], ...more });
const code = (more: Partial<Step>): Step => wire('enter_code', { method: email, challenge: 'c1', digits: 8, ...more });

describe('a step of the wire', () => {
  test('becomes the one shape of its kind', () => {
    expect(readStep(code({ resent: true }))).toEqual({
      kind: 'enter_code', user: 'me@contoso.example', expiresAt: '2026-11-22T14:15:00Z', outcome: 'reset', gate: 1, challenge: 'c1', method: email,
      digits: 8, codeExpiresAt: undefined, resendAt: undefined, resent: true,
    });
  });

  test('knows what the person wants', () => {
    expect(readStep(code({ outcome: 'unlocked' }))).toMatchObject({ outcome: 'unlocked' });
  });

  test('keeps the methods in the order of the server', () => {
    expect(readStep(wire('choose_method', { methods: [email, questions] }))).toMatchObject({ methods: [email, questions], gate: 1, gates: 1 });
  });

  test('has the questions in the order of the answers', () => {
    const asked = [{ id: 'first_pet', texts: { en: 'Which pet?' } }, { id: 'own:Which ward?', texts: { en: 'Which ward?' } }];
    expect(readStep(ask({ questions: asked, gate: 2 }))).toEqual({
      kind: 'answer_questions', user: 'me@contoso.example', expiresAt: '2026-11-22T14:15:00Z', outcome: 'reset', gate: 2, challenge: 'c1', questions: asked,
    });
  });

  test('asks for a code only where there is one', () => {
    expect(() => readStep(code({ method: questions }))).toThrow('method');
  });

  test.each<[string, Step]>([
    ['methods', wire('choose_method')], ['challenge', wire('enter_code', { method: email })], ['method', wire('enter_code', { challenge: 'c' })],
    ['questions', wire('answer_questions', { challenge: 'c' })], ['rules', wire('set_password')], ['reason', wire('refused')],
  ])('without %s is not accepted', (name, step) => {
    expect(() => readStep(step)).toThrow(name);
  });
});

describe('what was typed', () => {
  const key = (step: Step): string => screenKey(readStep(step));
  test('stays when a code is sent again', () => {
    expect(key(code({ resent: true, challenge: 'c2' }))).toBe(key(code({})));
  });

  test('goes when other questions are asked', () => {
    expect(key(ask({ challenge: 'c2' }))).not.toBe(key(ask({})));
  });

  test('goes when the method or the gate is another one', () => {
    expect(key(code({ gate: 2 }))).not.toBe(key(code({ gate: 1 })));
    expect(key(code({ method: { ...email, id: 'm9' } }))).not.toBe(key(code({})));
    expect(key(wire('choose_method', { methods: [], gate: 2 }))).not.toBe(key(wire('choose_method', { methods: [], gate: 1 })));
  });
});

test('answers that are missing are those with nothing but spaces', () => {
  expect(missingAnswers(['Rex', '', ' \t'])).toEqual([1, 2]);
  expect(missingAnswers(['a', 'b'])).toEqual([]);
});
