import { afterEach, describe, expect, test, vi } from 'vitest';
import decode from 'qr/decode.js';
import type { Enrollment, RegisteredMethod, Registration } from '../src/shared/generated/api.ts';

// The address of the page is read when its modules are loaded.
vi.hoisted(() => Object.assign(globalThis, { location: { search: '?return=mail', hash: '#change%2Fa1' } }));
const { readPart } = await import('../src/account/part.ts');
const { codeError, resendError, valueError } = await import('../src/account/registration/errors.ts');
const { qrPath } = await import('../src/account/registration/qr.ts');
const { offers, otherOffers, plan, taskAt } = await import('../src/account/registration/task.ts');
const { keepTyped, takeTyped } = await import('../src/account/registration/typed.ts');
const { Server } = await import('../src/account/server.ts');

const NOW = '2026-11-22T14:00:00.000Z';
const method = (item: RegisteredMethod['item'], more: Partial<RegisteredMethod> = {}): RegisteredMethod =>
  ({ id: item, item, kinds: item === 'mobile' ? ['sms', 'voice_mobile'] : [], managed: false, verified: true, preferred: false, usableFrom: NOW, ...more });
const status = (more: Partial<Registration> = {}): Registration => ({
  now: NOW, interrupt: 'register', missing: 2, maySkip: true, skipsLeft: 3, methods: [], toVerify: [], region: 'NL', changeUntil: NOW,
  toSetUp: [{ item: 'totp', via: ['totp'] }, { item: 'mobile', via: ['sms', 'voice_mobile'] }, { item: 'email', via: ['email'] }, { item: 'recovery_codes', via: ['recovery_code'] }],
  ...more,
});
const given = status({
  methods: [method('mobile', { verified: false })], toVerify: ['mobile'],
  toSetUp: [{ item: 'totp', via: ['totp'] }, { item: 'recovery_codes', via: ['recovery_code'] }],
});
const names = (tasks: readonly { purpose: string; item: string }[]): string[] => tasks.map(({ purpose, item }) => `${purpose} ${item}`);

describe('what is asked for', () => {
  test('is what is missing and no more, the safest first, with recovery codes at the end', () => {
    expect(names(plan(status()))).toEqual(['add totp', 'add mobile', 'add recovery_codes']);
    expect(names(plan(status({ missing: 1 })))).toEqual(['add totp', 'add recovery_codes']);
    expect(names(plan(status({ missing: 0 })))).toEqual(['add recovery_codes']);
    expect(plan(status({ missing: 0, toSetUp: [] }))).toEqual([]);
  });

  test('begins with what somebody else filled in, by each way it can be sent', () => {
    expect(names(plan(given))).toEqual(['verify mobile', 'add totp', 'add recovery_codes']);
    expect(plan(given)[0]).toMatchObject({ via: ['sms', 'voice_mobile'], method: { id: 'mobile' } });
  });

  test('is nothing that another value is about to replace', () => {
    const replaced = status({ methods: [method('mobile', { verified: false, usableUntil: NOW })], toVerify: ['mobile'], toSetUp: [] });
    expect(offers(replaced)).toEqual([]);
  });

  test('may be something else: another value for a wrong one, but not for one that the organisation manages', () => {
    const [verify] = plan(given);
    expect(verify && names(otherOffers(given, verify))).toEqual(['change mobile', 'add totp', 'add recovery_codes']);
    const managed = { ...given, methods: [method('mobile', { verified: false, managed: true })] };
    const [theirs] = plan(managed);
    expect(theirs && names(otherOffers(managed, theirs))).toEqual(['add totp', 'add recovery_codes']);
  });
});

describe('a part of the address', () => {
  test('is a name and what it is about, encoded or not', () => {
    expect(readPart('')).toEqual({ name: '', about: '' });
    expect(readPart('#change/a1')).toEqual({ name: 'change', about: 'a1' });
    expect(readPart('#change%2Fa1')).toEqual({ name: 'change', about: 'a1' });
    expect(readPart('#%ff')).toEqual({ name: '', about: '' });
  });

  test('leads to a task only while there is one', () => {
    const mixed = status({ methods: [method('office', { managed: true }), method('mobile'), method('totp', { usableUntil: NOW })] });
    expect(taskAt('add', 'email', mixed)).toMatchObject({ purpose: 'add', item: 'email' });
    expect(taskAt('change', 'mobile', mixed)).toMatchObject({ purpose: 'change', method: { id: 'mobile' } });
    for (const [name, about] of [['add', 'office'], ['change', 'office'], ['change', 'totp'], ['change', 'gone'], ['verify', 'totp'], ['', '']] as const) {
      expect(taskAt(name, about, mixed), `${name}/${about}`).toBeUndefined();
    }
  });
});

describe('trouble', () => {
  const enrollment = { via: 'voice_mobile', digits: 6, resendAt: NOW } as Enrollment;

  test.each([
    ['invalid_input', 'value', 'mobile', 'enroll.numberWrong'], ['invalid_input', 'value', 'email', 'enroll.addressWrong'], ['number_not_served', 'value', 'mobile', 'enroll.notServed'],
    ['own_mailbox', 'value', 'email', 'enroll.ownMailbox'], ['already_exists', 'value', 'mobile', 'enroll.numberThere'], ['already_exists', 'value', 'email', 'enroll.addressThere'],
    ['invalid_input', 'via', 'mobile', undefined], ['busy', undefined, 'mobile', undefined],
  ] as const)('%s of %s for %s', (code, field, item, said) => {
    expect(valueError({ code, status: 422, ...(field && { field }) }, item, 'en')?.[0]).toBe(said);
  });

  test('with the budget says when it ends, as a full minute that has surely come', () => {
    vi.useFakeTimers({ now: new Date(2026, 10, 22, 14, 0, 1) });
    expect(valueError({ code: 'too_many_codes', status: 429, retryAfter: 60 }, 'mobile', 'nl')).toEqual(['enroll.tooMany', { time: expect.stringMatching(/2[:.]02|14[:.]02/) as string }]);
    vi.useRealTimers();
  });

  test('with a code speaks of how it came, and of what can still be done', () => {
    const error = (code: string, more: Partial<Enrollment> = {}): unknown => codeError({ code, status: 422 }, { ...enrollment, ...more })?.[0];
    expect([error('code_mismatch'), error('code_mismatch', { via: 'sms' })]).toEqual(['code.wrongCall', 'code.wrong']);
    const { resendAt: _, ...last } = enrollment;
    expect(codeError({ code: 'too_many_tries', status: 422 }, last)?.[0]).toBe('enroll.usedLast');
    expect([error('code_expired'), error('attempt_ended'), error('busy')]).toEqual(['code.expired', 'enroll.ended', undefined]);
    expect(resendError({ code: 'no_resends_left', status: 409 }, 'en')).toEqual(['enroll.noResends']);
  });
});

describe('a fresh sign-in', () => {
  afterEach(() => void vi.unstubAllGlobals());

  test('is asked for the person who is signed in, and leads back to this place and on to the application', () => {
    const left: string[] = [];
    void new Server((url) => void left.push(url)).reauthenticate({ user: 'me@contoso.example' });
    expect(new URLSearchParams(left[0]?.split('?')[1])).toEqual(new URLSearchParams({ return: 'mail', user: 'me@contoso.example', notice: 'fresh', place: 'change/a1' }));
  });

  test('keeps what was typed for one return to the same form', () => {
    const kept = new Map<string, string>();
    vi.stubGlobal('sessionStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value), removeItem: (key: string) => kept.delete(key) });
    keepTyped('mobile', { value: '06', region: 'NL' });
    expect(takeTyped('office')).toBeUndefined();
    vi.stubGlobal('location', { hash: '#change/a1' });
    expect(takeTyped('mobile')).toEqual({ value: '06', region: 'NL' });
    expect([takeTyped('mobile'), kept.size]).toEqual([undefined, 0]);
  });
});

describe('a QR code', () => {
  test.each(['otpauth://totp/Contoso:me%40contoso.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Contoso&algorithm=SHA1&digits=6&period=30', `otpauth://totp/${'Ziekenhuis%20'.repeat(20)}:x?secret=JBSWY3DP`])(
    'is read by another library: %s', (text) => {
      const { path, size } = qrPath(text);
      expect(decode(drawn(path, size))).toBe(text);
    });
});

/** The path as pixels, four a module, with the margin that readers need. */
function drawn(path: string, size: number): { width: number; height: number; data: Uint8Array } {
  const scale = 4, side = (size + 8) * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = 0; row < scale; row++) {
      const from = (((Number(y) + 4) * scale + row) * side + (Number(x) + 4) * scale) * 4;
      for (let at = from; at < from + Number(run) * scale * 4; at += 4) data.fill(0, at, at + 3);
    }
  }
  return { width: side, height: side, data };
}
