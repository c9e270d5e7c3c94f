import { describe, expect, test } from 'vitest';
import type { Step } from '../src/shared/generated/api.ts';
import { readStep, screenKey } from '../src/reset/steps.ts';

const wire = (kind: Step['kind'], more: Partial<Step> = {}): Step =>
  ({ kind, user: 'me@contoso.example', now: '2026-11-22T14:00:00Z', expiresAt: '2026-11-22T14:15:00Z', ...more });
const email = { id: 'm1', kind: 'email', hint: { first: 'j' } } as const;
const questions = { id: 'm2', kind: 'security_questions', hint: {} } as const;
const code = (more: Partial<Step>): Step => wire('enter_code', { method: email, challenge: 'c1', digits: 8, ...more });

describe('a step of the wire', () => {
  test('becomes the one shape of its kind', () => {
    expect(readStep(code({ resent: true }))).toEqual({
      kind: 'enter_code', user: 'me@contoso.example', expiresAt: '2026-11-22T14:15:00Z', gate: 1, challenge: 'c1', method: email,
      digits: 8, codeExpiresAt: undefined, resendAt: undefined, resent: true,
    });
  });

  test('leaves out methods this portal has no form for', () => {
    expect(readStep(wire('choose_method', { methods: [questions, email] }))).toMatchObject({ methods: [email], gate: 1, gates: 1 });
  });

  test.each<[string, Step]>([
    ['methods', wire('choose_method')], ['challenge', wire('enter_code', { method: email })], ['method', wire('enter_code', { challenge: 'c' })],
    ['rules', wire('set_password')], ['reason', wire('refused')],
  ])('without %s is not accepted', (name, step) => {
    expect(() => readStep(step)).toThrow(name);
  });
});

describe('what was typed', () => {
  const key = (step: Step): string => screenKey(readStep(step));
  test('stays when a code is sent again', () => {
    expect(key(code({ resent: true, challenge: 'c2' }))).toBe(key(code({})));
  });

  test('goes when the method or the gate is another one', () => {
    expect(key(code({ gate: 2 }))).not.toBe(key(code({ gate: 1 })));
    expect(key(code({ method: { ...email, id: 'm9' } }))).not.toBe(key(code({})));
    expect(key(wire('choose_method', { methods: [], gate: 2 }))).not.toBe(key(wire('choose_method', { methods: [], gate: 1 })));
  });
});
