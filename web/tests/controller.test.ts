import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Portal, Step } from '../src/shared/generated/api.ts';
import { Controller } from '../src/reset/controller.ts';
import type { Event } from '../src/reset/state.ts';

const NOW = '2026-11-22T14:00:00.000Z';
const PORTAL: Portal = { tenant: { name: 'Contoso' }, languages: ['en'], language: 'en', resetOffered: true, unlockOffered: false, help: {}, now: NOW };
const CAPTCHA = { challenge: 'c', answer: 'a' };
const step = (kind: Step['kind'], more: Partial<Step> = {}): Step => ({ kind, user: 'me', now: NOW, expiresAt: '2026-11-22T14:15:00.000Z', ...more });
const choose = step('choose_method', { methods: [] });
const code = step('enter_code', { challenge: 'q', method: { id: 'm', kind: 'email', hint: {} }, digits: 8 });

interface Asked {
  readonly name: string;
  readonly attempt: string | null;
  readonly body: unknown;
}
let asked: Asked[];
let told: Event[];
let answers: (() => Response | Promise<Response>)[];

/** The next answer of the server. */
const says = (body: unknown, status = 200, headers: Record<string, string> = {}): void =>
  void answers.push(() => new Response(status === 204 ? null : JSON.stringify(body), { status, headers }));
const refuses = (status: number, code_: string, more = {}): void => says({ type: 'about:blank', title: code_, status, code: code_, ...more }, status);

beforeEach(() => {
  asked = [];
  told = [];
  answers = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit): Promise<Response> => {
    asked.push({ name: `${init.method} ${path}`, attempt: new Headers(init.headers).get('Rekey-Attempt'), body: init.body ? JSON.parse(String(init.body)) : undefined });
    const answer = answers.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('no network'));
  });
});
afterEach(() => void vi.unstubAllGlobals());

const make = (returnTo?: string): Controller => new Controller((event) => void told.push(event), { user: 'asked', returnTo });
async function started(): Promise<Controller> {
  const controller = make();
  says({ attempt: 'first', step: choose }, 201);
  await controller.start('me', CAPTCHA, 'en');
  return controller;
}

describe('the first load', () => {
  test('asks for the portal with a captcha, in one request, and shows the first question', async () => {
    const captcha = { challenge: 'c', kind: 'picture', media: '/p', length: 6, expiresAt: NOW } as const;
    says({ ...PORTAL, captcha });
    await make().open('nl');
    expect(asked.map(({ name }) => name)).toEqual(['GET /api/v1/portal?lang=nl&captcha=picture']);
    expect(told.at(-1)).toEqual({ type: 'identify', user: 'asked', captcha });
  });

  test('goes on without a return link that the tenant does not have', async () => {
    refuses(400, 'invalid_input');
    says(PORTAL);
    await make('evil').open(undefined);
    expect(asked.map(({ name }) => name)).toEqual(['GET /api/v1/portal?captcha=picture&return=evil', 'GET /api/v1/portal?captcha=picture']);
    expect(told.at(-1)).toMatchObject({ type: 'identify' });
  });

  test('says that it cannot be reached, when it cannot', async () => {
    await make().open(undefined);
    expect(told).toEqual([{ type: 'unreachable', trouble: { code: 'offline', status: 0 } }]);
  });
});

describe('the handle', () => {
  test('goes with every request, and is replaced by each answer that carries another one', async () => {
    const controller = await started();
    says({ attempt: 'second', step: code });
    await controller.chooseMethod({ method: 'm' });
    says({ step: code });
    await controller.resend();
    says({ attempt: 'third', step: step('set_password', { rules: { minLength: 12, maxLength: 256, classes: 0, history: 5 } }) });
    await controller.resend();
    refuses(422, 'password_refused', { reasons: [] });
    await controller.setPassword('x');
    expect(asked.map(({ attempt }) => attempt)).toEqual([null, 'first', 'second', 'second', 'third']);
  });

  test('is forgotten when the reset is done', async () => {
    const controller = await started();
    says({ attempt: 'last', step: step('completed', { outcome: 'reset' }) });
    await controller.setPassword('x');
    controller.restart('');
    expect(asked).toHaveLength(2);
  });

  test('ends on the server when somebody starts again, so that its code stops working', async () => {
    const controller = await started();
    says(undefined, 204);
    controller.restart('');
    expect(asked.at(-1)).toMatchObject({ name: 'POST /api/v1/reset/attempt/cancel', attempt: 'first' });
    expect(told.at(-1)).toEqual({ type: 'identify', user: '' });
  });
});

test('answers to questions are sent in their order, with the challenge they belong to', async () => {
  const controller = await started();
  says({ attempt: 'second', step: choose });
  const questions = [{ id: 'a', texts: { en: 'A?' } }, { id: 'b', texts: { en: 'B?' } }];
  await controller.answerQuestions({ kind: 'answer_questions', user: 'me', expiresAt: NOW, outcome: 'reset', gate: 1, challenge: 'q', questions }, ['Rex', 'Beertje']);
  expect(asked.at(-1)).toMatchObject({ name: 'POST /api/v1/reset/attempt/answer', attempt: 'first', body: { challenge: 'q', answers: ['Rex', 'Beertje'] } });
});

describe('trouble', () => {
  test('that belongs to a field goes back to its screen, and the screen stays', async () => {
    const controller = make();
    refuses(422, 'captcha_wrong');
    expect(await controller.start('me', CAPTCHA, 'en')).toMatchObject({ code: 'captcha_wrong' });
    expect(told).toEqual([]);
  });

  test('of a page that is behind shows the step the server is at', async () => {
    const controller = await started();
    refuses(409, 'not_allowed_now');
    says({ step: code });
    expect(await controller.another()).toBeUndefined();
    expect(asked.at(-1)).toMatchObject({ name: 'GET /api/v1/reset/attempt', attempt: 'first' });
    expect(told.at(-1)).toMatchObject({ type: 'step', step: { kind: 'enter_code' } });
  });

  test('of an attempt that is over shows the page that says so, and keeps the user ID for the next', async () => {
    const controller = await started();
    refuses(410, 'attempt_ended');
    expect(await controller.resend()).toBeUndefined();
    expect(told.at(-1)).toEqual({ type: 'place', place: { at: 'ended', ending: { why: 'ended' } } });
    expect(controller.user).toBe('me');
  });

  test('in the words of a proxy is told by its status and Retry-After', async () => {
    const controller = await started();
    answers.push(() => new Response('<html>Bad gateway</html>', { status: 502, headers: { 'Retry-After': '7' } }));
    expect(await controller.resend()).toEqual({ code: 'unknown', status: 502, retryAfter: 7 });
  });

  test('of a step this portal cannot read is trouble, not a broken page', async () => {
    const controller = await started();
    says({ step: step('enter_code') });
    expect(await controller.resend()).toMatchObject({ code: 'unknown' });
  });
});

describe('looking by itself', () => {
  const waiting = { ...code, message: 'waiting' } as const;
  const messages = (): unknown[] => told.flatMap((event) => (event.type === 'step' && event.step.kind === 'enter_code' ? [event.step.message] : []));

  test('shows what became of the message', async () => {
    const controller = await started();
    says({ step: waiting });
    await controller.chooseMethod({ method: 'm' });
    says({ step: { ...code, message: 'busy' } });
    await controller.look();
    expect(asked.at(-1)).toMatchObject({ name: 'GET /api/v1/reset/attempt', attempt: 'first' });
    expect(messages()).toEqual(['waiting', 'busy']);
  });

  test('finds a call that was confirmed on the phone, which is answered with nothing', async () => {
    const controller = await started();
    const confirm = step('confirm_call', { challenge: 'q', method: { id: 'm', kind: 'voice_mobile', hint: {} }, number: 47, confirmed: true });
    says({ step: confirm });
    await controller.look();
    const event = told.at(-1);
    if (event?.type !== 'step' || event.step.kind !== 'confirm_call') throw new Error('another step');
    expect(event.step).toMatchObject({ number: 47, confirmed: true });
    says({ attempt: 'second', step: choose });
    await controller.goOn(event.step);
    expect(asked.at(-1)).toMatchObject({ name: 'POST /api/v1/reset/attempt/answer', body: { challenge: 'q' } });
  });

  test('counts for nothing when something was done meanwhile', async () => {
    const controller = await started();
    let late = (_: Response): void => undefined;
    answers.push(() => new Promise((resolve) => void (late = resolve)));
    const looked = controller.look();
    says({ attempt: 'second', step: choose });
    await controller.another();
    late(new Response(JSON.stringify({ step: waiting })));
    await looked;
    expect(told.at(-1)).toMatchObject({ step: { kind: 'choose_method' } });
  });

  test('counts for nothing while something waits for its answer', async () => {
    const controller = await started();
    let late = (_: Response): void => undefined;
    answers.push(() => new Promise((resolve) => void (late = resolve)));
    const acting = controller.another();
    says({ step: waiting });
    await controller.look();
    expect(messages()).toEqual([]);
    late(new Response(JSON.stringify({ step: choose })));
    await acting;
    expect(told.at(-1)).toMatchObject({ step: { kind: 'choose_method' } });
  });

  test('says nothing of its own trouble, but that the attempt is over', async () => {
    const controller = await started();
    const before = told.length;
    await controller.look();
    expect(told).toHaveLength(before);
    refuses(410, 'attempt_ended');
    await controller.look();
    expect(told.at(-1)).toMatchObject({ type: 'place', place: { at: 'ended' } });
  });
});
