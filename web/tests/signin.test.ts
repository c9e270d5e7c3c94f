import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OFFLINE } from '../src/shared/api.ts';
import type { Portal, SignInStep } from '../src/shared/generated/api.ts';
import { Controller, type Wishes } from '../src/signin/controller.ts';
import type { Event } from '../src/signin/state.ts';
import { ScriptedNetwork } from './support.ts';

/** Do the later screens come? */
const screens = vi.hoisted(() => ({ come: true }));
vi.mock('../src/signin/load.ts', () => ({ loadLater: () => Promise.resolve(screens.come) }));

const NOW = '2026-11-22T14:00:00.000Z';
const PORTAL: Portal = { tenant: { name: 'Contoso' }, languages: ['en'], language: 'en', resetOffered: true, unlockOffered: false, help: {}, now: NOW };
const RULES = { minLength: 12, maxLength: 256, classes: 0, history: 5 };
const MAIL = { url: 'https://mail.contoso.example/', label: 'Mail' };
const step = (kind: SignInStep['kind'], more: Partial<SignInStep> = {}): { step: SignInStep } => ({ step: { kind, user: 'me@contoso.example', now: NOW, expiresAt: NOW, ...more } });
const mustChange = step('must_change_password', { rules: RULES });
const signedIn = step('signed_in');

let network: ScriptedNetwork;
let told: Event[];
let left: string[];
const make = (wishes: Partial<Wishes> = {}): Controller =>
  new Controller((event) => void told.push(event), { user: '', returnTo: undefined, notice: undefined, place: undefined, ...wishes }, { leave: (url) => void left.push(url), account: (returnTo) => (returnTo ? `/account?return=${returnTo}` : '/account') });
const place = (): unknown => told.map((event) => ('place' in event ? event.place : undefined)).findLast((it) => it !== undefined);

beforeEach(() => {
  vi.useFakeTimers();
  network = new ScriptedNetwork();
  told = [];
  left = [];
  screens.come = true;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the first load', () => {
  test('shows the form, with the user ID that the address named', async () => {
    network.says(PORTAL);
    network.refuses(401, 'not_signed_in');
    await make({ user: 'asked', notice: 'out' }).open('nl');
    expect(network.names).toEqual(['GET /portal?lang=nl', 'GET /signin']);
    expect(place()).toEqual({ at: 'credentials', user: 'asked', notice: 'out', back: false });
  });

  test('of somebody who is signed in goes on at once', async () => {
    network.says({ ...PORTAL, returnTo: MAIL });
    network.says(signedIn);
    void make({ returnTo: 'mail' }).open(undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toEqual([MAIL.url]);
  });

  test('does not lead to what an earlier visit asked for', async () => {
    network.says(PORTAL);
    network.says(step('signed_in', { returnTo: MAIL }));
    void make().open(undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toEqual(['/account']);
  });

  test('never sends people back to the page that has just sent them here', async () => {
    network.says(PORTAL);
    network.says(signedIn);
    await make({ notice: 'ended' }).open(undefined);
    expect(left).toEqual([]);
    expect(place()).toMatchObject({ at: 'credentials', notice: 'ended' });
  });

  test('after a reload goes on with the step, and asks for the password that it does not know any more', async () => {
    network.says(PORTAL);
    network.says(mustChange);
    await make({ notice: 'ended' }).open(undefined);
    expect(place()).toEqual({ at: 'change', user: 'me@contoso.example', rules: RULES, asksCurrent: true });
  });

  test('shows the form although the step could not be read', async () => {
    network.says(PORTAL);
    await make().open(undefined);
    expect(place()).toMatchObject({ at: 'credentials' });
  });

  test('of a step whose screen does not come says that it cannot be reached', async () => {
    screens.come = false;
    network.says(PORTAL);
    network.says(mustChange);
    await make().open(undefined);
    expect(place()).toEqual({ at: 'unreachable', trouble: OFFLINE });
  });

  test('says that it cannot be reached, when it cannot', async () => {
    await make().open(undefined);
    expect(place()).toEqual({ at: 'unreachable', trouble: OFFLINE });
  });
});

describe('signing in', () => {
  test('sends the name of the return link and never an address', async () => {
    network.says({ ...PORTAL, returnTo: MAIL });
    network.refuses(401, 'not_signed_in');
    const controller = make({ returnTo: 'mail' });
    await controller.open(undefined);
    network.says(step('signed_in', { returnTo: MAIL }));
    void controller.signIn('me', 'secret');
    await vi.advanceTimersByTimeAsync(0);
    expect(network.asked.at(-2)?.body).toEqual({ user: 'me', password: 'secret', return: 'mail' });
    expect(left).toEqual([MAIL.url]);
  });

  test.each([['activity', '/account#activity'], ['//evil.example/?x#y', '/account#%2F%2Fevil.example%2F%3Fx%23y']])(
    'ends at the part of the account that the person was at, and nowhere else: %s', async (asked, url) => {
      network.says(signedIn);
      network.says({ interrupt: 'none' });
      void make({ place: asked }).signIn('me', 'secret');
      await vi.advanceTimersByTimeAsync(0);
      expect(left).toEqual([url]);
    });

  test.each(['register', 'reconfirm'])('stops first at what is to be registered (%s), which knows where to go on', async (interrupt) => {
    network.says({ ...PORTAL, returnTo: MAIL });
    network.refuses(401, 'not_signed_in');
    const controller = make({ returnTo: 'mail', place: 'activity' });
    await controller.open(undefined);
    network.says(signedIn);
    network.says({ interrupt });
    void controller.signIn('me', 'secret');
    await vi.advanceTimersByTimeAsync(0);
    expect(network.names.at(-1)).toBe('GET /account/registration');
    expect(left).toEqual(['/account?return=mail#register']);
  });

  test('goes on when nothing is missing, and when that cannot be known', async () => {
    network.says(signedIn);
    network.says({ interrupt: 'none' });
    void make().signIn('me', 'secret');
    await vi.advanceTimersByTimeAsync(0);
    network.says(signedIn);
    void make().signIn('me', 'secret');
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toEqual(['/account', '/account']);
  });

  test('before a change leads back to it and nowhere else first', async () => {
    network.says({ ...PORTAL, returnTo: MAIL });
    network.says(signedIn);
    const controller = make({ notice: 'fresh', returnTo: 'mail', place: 'change/a1' });
    await controller.open(undefined);
    expect(place(), 'although somebody is signed in').toMatchObject({ at: 'credentials', notice: 'fresh' });
    network.says(signedIn);
    void controller.signIn('me', 'secret');
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toEqual(['/account?return=mail#change%2Fa1']);
  });

  test('keeps the form busy while the next page comes, and says so when that takes long', async () => {
    network.says(signedIn);
    const sending = make().signIn('me', 'secret');
    await vi.advanceTimersByTimeAsync(2999);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await sending).toBeUndefined();
    expect(place()).toEqual({ at: 'going', to: undefined, url: '/account' });
  });

  test.each(['sign_in_refused', 'busy', 'invalid_input'])('%s goes back to the form', async (code) => {
    network.refuses(422, code);
    expect(await make().signIn('me', 'wrong')).toMatchObject({ code });
    expect(told).toEqual([]);
  });

  test('too often from one network shows when to come back, as a full minute', async () => {
    network.says(PORTAL);
    network.refuses(401, 'not_signed_in');
    const controller = make();
    await controller.open(undefined);
    network.refuses(429, 'too_many_sign_ins', { retryAfter: 61 });
    expect(await controller.signIn('me', 'wrong')).toBeUndefined();
    expect(place()).toEqual({ at: 'wait', until: Date.parse('2026-11-22T14:02:00Z') });
    controller.credentials(undefined, true);
    expect(place()).toMatchObject({ at: 'credentials', user: 'me' });
  });

  test('without the screen that follows says so, keeps the password, and goes on when it is tried again', async () => {
    screens.come = false;
    const controller = make();
    network.says(mustChange);
    expect(await controller.signIn('me', 'old one')).toEqual(OFFLINE);
    network.refuses(429, 'too_many_sign_ins');
    expect(await controller.signIn('me', 'old one')).toEqual(OFFLINE);
    expect(told).toEqual([]);
    screens.come = true;
    network.says(mustChange);
    expect(await controller.signIn('me', 'old one')).toBeUndefined();
    expect(place()).toMatchObject({ at: 'change', asksCurrent: false });
  });

  test('does not wait for screens that it does not need', async () => {
    screens.come = false;
    network.says(signedIn);
    void make().signIn('me', 'secret');
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toEqual(['/account']);
  });

  test('with a step that this page cannot show is trouble, not a broken page', async () => {
    network.says({ step: { ...signedIn.step, kind: 'look_into_my_eyes' } });
    expect(await make().signIn('me', 'secret')).toMatchObject({ code: 'unknown' });
  });
});

describe('a second proof', () => {
  const askForCode = step('second_proof', { methods: ['totp', 'recovery_code'] });
  async function asked(): Promise<Controller> {
    const controller = make();
    network.says(askForCode);
    await controller.signIn('me', 'right');
    return controller;
  }

  test('is asked for after the password, and again after a reload', async () => {
    await asked();
    expect(place()).toEqual({ at: 'proof', user: 'me@contoso.example', proofs: ['totp', 'recovery_code'] });
    told = [];
    network.says(PORTAL);
    network.says(askForCode);
    await make({ notice: 'ended' }).open(undefined);
    expect(place()).toEqual({ at: 'proof', user: 'me@contoso.example', proofs: ['totp', 'recovery_code'] });
  });

  test('that is right leads on', async () => {
    const controller = await asked();
    network.says(signedIn);
    network.says({ interrupt: 'none' });
    void controller.prove('123456');
    await vi.advanceTimersByTimeAsync(0);
    expect(network.asked.at(-2)).toEqual({ name: 'POST /signin/proof', body: { code: '123456' } });
    expect(left).toEqual(['/account']);
  });

  test('comes before a new password, which needs no typing of the old one', async () => {
    const controller = await asked();
    network.says(mustChange);
    await controller.prove('123456');
    expect(place()).toMatchObject({ at: 'change', asksCurrent: false });
    network.says(signedIn);
    network.says({ interrupt: 'none' });
    void controller.changePassword('new one', '');
    await vi.advanceTimersByTimeAsync(0);
    expect(network.asked.at(-2)?.body).toEqual({ current: 'right', password: 'new one' });
  });

  test.each(['code_mismatch', 'busy', 'invalid_input'])('%s goes back to the form', async (code) => {
    const controller = await asked();
    told = [];
    network.refuses(422, code);
    expect(await controller.prove('000000')).toMatchObject({ code });
    expect(told).toEqual([]);
  });

  test('begins again with the password after too many that were not right, and says so', async () => {
    const controller = await asked();
    network.refuses(422, 'too_many_tries');
    expect(await controller.prove('000000')).toBeUndefined();
    expect(place()).toEqual({ at: 'credentials', user: 'me@contoso.example', notice: 'tries', back: true });
  });

  test('begins again when the sign-in has ended meanwhile', async () => {
    const controller = await asked();
    network.refuses(401, 'not_signed_in');
    await controller.prove('123456');
    expect(place()).toMatchObject({ at: 'credentials', notice: 'ended' });
  });

  test('reads the step again when the page is behind', async () => {
    const controller = await asked();
    network.refuses(409, 'not_allowed_now');
    network.says(mustChange);
    await controller.prove('123456');
    expect(network.names.at(-1)).toBe('GET /signin');
    expect(place()).toMatchObject({ at: 'change' });
  });

  test('waits with everybody else when the network has to', async () => {
    const controller = await asked();
    network.refuses(429, 'too_many_sign_ins', { retryAfter: 600 });
    await controller.prove('123456');
    expect(place()).toMatchObject({ at: 'wait' });
  });

  test('of which nothing is left begins again', async () => {
    network.says(step('second_proof', { methods: [] }));
    expect(await make().signIn('me', 'right')).toBeUndefined();
    expect(place()).toMatchObject({ at: 'credentials', notice: 'ended' });
  });

  test('without the methods is trouble, not a broken page', async () => {
    network.says(step('second_proof'));
    expect(await make().signIn('me', 'right')).toMatchObject({ code: 'unknown' });
  });
});

describe('a password that must change', () => {
  async function asked(): Promise<Controller> {
    const controller = make();
    network.says(mustChange);
    await controller.signIn('me', 'old one');
    return controller;
  }

  test('is not asked for again, and goes with the new one', async () => {
    const controller = await asked();
    expect(place()).toMatchObject({ at: 'change', asksCurrent: false });
    network.says(signedIn);
    void controller.changePassword('new one', '');
    await vi.advanceTimersByTimeAsync(0);
    expect(network.asked.at(-2)).toEqual({ name: 'POST /signin/password', body: { current: 'old one', password: 'new one' } });
    expect(left).toEqual(['/account']);
  });

  test('is what the person types, where it was asked for', async () => {
    const controller = await asked();
    network.refuses(422, 'current_password_wrong');
    expect(await controller.changePassword('new one', 'typed')).toMatchObject({ code: 'current_password_wrong' });
    expect(network.asked.at(-1)?.body).toEqual({ current: 'typed', password: 'new one' });
  });

  test('begins again when the sign-in has ended meanwhile', async () => {
    const controller = await asked();
    network.refuses(401, 'not_signed_in');
    expect(await controller.changePassword('new one', '')).toBeUndefined();
    expect(place()).toEqual({ at: 'credentials', user: 'me@contoso.example', notice: 'ended', back: true });
  });

  test('of somebody else ends before another sign-in begins', async () => {
    const controller = await asked();
    network.says();
    await controller.beginAgain();
    expect(network.names.at(-1)).toBe('POST /signout');
    expect(place()).toEqual({ at: 'credentials', user: '', notice: undefined, back: true });
  });

  test('reads the step again when the page is behind', async () => {
    const controller = await asked();
    network.refuses(409, 'not_allowed_now');
    network.says(signedIn);
    void controller.changePassword('new one', '');
    await vi.advanceTimersByTimeAsync(0);
    expect(network.names.at(-2)).toBe('GET /signin');
    expect(left).toEqual(['/account']);
  });
});
