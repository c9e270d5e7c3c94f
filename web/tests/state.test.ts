import { describe, expect, test } from 'vitest';
import type { Portal } from '../src/shared/generated/api.ts';
import { START, isOutOfStep, placeFor, reduce, type State } from '../src/reset/state.ts';

const NOW = Date.parse('2026-11-22T14:00:00Z');
const OPEN = { expiresAt: '2026-11-22T14:15:00Z', minutes: 15 };
const portal = (resetOffered: boolean): Portal => ({
  tenant: { name: 'Contoso' }, languages: ['en'], language: 'en', resetOffered, unlockOffered: false, help: {}, now: '2026-11-22T14:00:00Z',
});
const trouble = (code: string, more = {}): Parameters<typeof placeFor>[0] => ({ code, status: 400, ...more });

describe('the place on the screen', () => {
  test('keeps the browser’s own focus on the first load, and takes the heading when coming back', () => {
    const first = reduce(START, { type: 'identify', user: '' });
    expect(first.place).toMatchObject({ at: 'identify', back: false });
    const later = reduce({ ...first, place: { at: 'off' } }, { type: 'identify', user: 'me' });
    expect(later.place).toMatchObject({ at: 'identify', back: true, user: 'me' });
  });

  test('is the page that says so when the tenant has switched resetting off, whatever was open', () => {
    expect(reduce(START, { type: 'portal', portal: portal(false) }).place).toEqual({ at: 'off' });
  });

  test('stays when the tenant’s words come in another language', () => {
    const state: State = { portal: portal(true), place: { at: 'wait', until: NOW } };
    expect(reduce(state, { type: 'portal', portal: portal(true) }).place).toBe(state.place);
  });
});

describe('trouble that takes the whole page', () => {
  test('an attempt whose time has passed says how long it was', () => {
    expect(placeFor(trouble('attempt_ended'), NOW + 900_000, OPEN)).toEqual({ at: 'ended', ending: { why: 'expired', minutes: 15 } });
  });

  test('an attempt that ended before its time does not say that it expired', () => {
    expect(placeFor(trouble('attempt_ended'), NOW, OPEN)).toEqual({ at: 'ended', ending: { why: 'ended' } });
    expect(placeFor(trouble('attempt_ended'), NOW, undefined)).toEqual({ at: 'ended', ending: { why: 'ended' } });
  });

  test('too many starts name a time that is not too early', () => {
    const place = placeFor(trouble('too_many_starts', { retryAfter: 61 }), NOW, undefined);
    expect(place).toEqual({ at: 'wait', until: NOW + 120_000 });
  });

  test('used-up passwords, and a tenant that has switched resetting off meanwhile', () => {
    expect(placeFor(trouble('too_many_passwords'), NOW, OPEN)).toEqual({ at: 'ended', ending: { why: 'passwords' } });
    expect(placeFor(trouble('reset_off'), NOW, OPEN)).toEqual({ at: 'off' });
  });

  test.each(['captcha_wrong', 'code_mismatch', 'code_expired', 'too_many_tries', 'password_refused', 'busy', 'offline', 'unknown'])(
    '%s stays on its screen', (code) => {
      expect(placeFor(trouble(code), NOW, OPEN)).toBeUndefined();
    });
});

test('a page that is behind reads the step again instead of showing an error', () => {
  expect(['not_allowed_now', 'method_not_offered', 'conflict', 'resend_too_soon', 'no_resends_left'].filter((code) => !isOutOfStep(trouble(code)))).toEqual([]);
  expect(isOutOfStep(trouble('code_mismatch'))).toBe(false);
});
