import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { OFFLINE, call, type Outcome, type Trouble } from '../shared/api.ts';
import { ServerClock, minutesBetween } from '../shared/clock.ts';
import type { Captcha, CaptchaRequest, ChooseMethod, ChooseNeed, PasswordAdvice, Portal, ResetAnswer } from '../shared/generated/api.ts';
import { fetchPortal } from '../shared/portal.ts';
import { loadLater } from './load.ts';
import { SessionStore } from './session.ts';
import { isOutOfStep, placeFor, type Event } from './state.ts';
import { readStep, type AnswerQuestionsStep, type ConfirmCallStep, type EnterCodeStep } from './steps.ts';

/** What the address of the page asked for. */
export interface Wishes {
  readonly user: string;
  readonly returnTo: string | undefined;
}

/** The step an answer may hold could not be read, or nothing else explains what happened. */
const UNREADABLE: Trouble = { code: 'unknown', status: 200 };

/**
 * Every request of a reset, and what follows from its answer. Each action ends with a new place on the screen, or returns the
 * trouble for the screen that asked to show. Screens ask one thing at a time (useSending), because each answer may change the handle.
 */
export class Controller {
  readonly clock = new ServerClock();
  private readonly session = new SessionStore();
  private readonly tell: (event: Event) => void;
  private readonly wishes: Wishes;

  constructor(tell: (event: Event) => void, wishes: Wishes) {
    this.tell = tell;
    this.wishes = wishes;
  }

  /** The first load: what the tenant looks like, and the step of an attempt that this tab has open. */
  async open(language: string | undefined): Promise<void> {
    const resuming = this.session.get() !== undefined;
    const [portal, attempt] = await Promise.all([this.portal(language, !resuming), resuming ? this.resume() : undefined, resuming && loadLater()]);
    if (!portal.ok) return this.tell({ type: 'unreachable', trouble: portal.trouble });
    this.tell({ type: 'portal', portal: portal.answer });
    if (!portal.answer.resetOffered) return undefined;
    if (!attempt) return this.tell({ type: 'identify', user: this.wishes.user, captcha: portal.answer.captcha });
    const trouble = this.take(attempt);
    if (trouble) this.tell({ type: 'unreachable', trouble });
    return undefined;
  }

  /** The tenant's own words in another language. What is on the screen stays. */
  async translate(language: string): Promise<void> {
    const portal = await this.portal(language, false);
    if (portal.ok) this.tell({ type: 'portal', portal: portal.answer });
  }

  captcha(kind: CaptchaRequest['kind'], language: string): Promise<Outcome<Captcha>> {
    return call('POST /captchas', { kind, language });
  }

  async start(user: string, captcha: { challenge: string; answer: string }, language: string): Promise<Trouble | undefined> {
    const { returnTo } = this.wishes;
    // Before the captcha is spent: without these screens its answer could not be shown.
    if (!(await loadLater())) return OFFLINE;
    return this.take(await call('POST /reset/attempts', { user, captcha, language, ...(returnTo && { return: returnTo }) }));
  }

  chooseNeed = (need: ChooseNeed['need']): Promise<Trouble | undefined> => this.step(call('POST /reset/attempt/need', { need }, this.handle()));
  chooseMethod = (choice: ChooseMethod): Promise<Trouble | undefined> => this.step(call('POST /reset/attempt/method', choice, this.handle()));
  resend = (): Promise<Trouble | undefined> => this.step(call('POST /reset/attempt/resend', undefined, this.handle()));
  another = (): Promise<Trouble | undefined> => this.step(call('POST /reset/attempt/another', undefined, this.handle()));
  setPassword = (password: string): Promise<Trouble | undefined> => this.step(call('POST /reset/attempt/password', { password }, this.handle()));

  answer = ({ challenge }: EnterCodeStep, code: string): Promise<Trouble | undefined> =>
    this.step(call('POST /reset/attempt/answer', { challenge, code }, this.handle()));

  /** The call was confirmed on the phone: there is nothing to type. */
  goOn = ({ challenge }: ConfirmCallStep): Promise<Trouble | undefined> => this.step(call('POST /reset/attempt/answer', { challenge }, this.handle()));

  answerQuestions = ({ challenge }: AnswerQuestionsStep, answers: readonly string[]): Promise<Trouble | undefined> =>
    this.step(call('POST /reset/attempt/answer', { challenge, answers }, this.handle()));

  /** Advice only: when it does not come, nothing is said. */
  async advice(password: string, signal: AbortSignal): Promise<PasswordAdvice | undefined> {
    const outcome = await call('POST /reset/attempt/password/check', { password }, { ...this.handle(), signal });
    return outcome.ok ? outcome.answer : undefined;
  }

  /** Reads the step again without being asked: what was done meanwhile counts more, and trouble that ends nothing is nobody's. */
  async look(): Promise<void> {
    const before = this.acts;
    const outcome = await this.resume();
    if (this.acting === 0 && this.acts === before) this.take(outcome);
  }

  /** The page's own countdown has come to its end. */
  expire(): void {
    this.acts += 1;
    const session = this.session.get();
    this.session.clear();
    this.tell({ type: 'place', place: { at: 'ended', ending: { why: 'expired', minutes: session?.minutes ?? 15 } } });
  }

  /** Back to the first question. An open attempt ends, so that its code stops working. */
  restart(user: string): void {
    this.acts += 1;
    if (this.session.get()) void call('POST /reset/attempt/cancel', undefined, this.handle());
    this.session.clear();
    this.tell({ type: 'identify', user });
  }

  /** The user ID of the attempt that has just ended, to begin again with. */
  get user(): string {
    return this.lastUser || this.wishes.user;
  }
  private lastUser = '';

  private handle(): { attempt: string | undefined } {
    return { attempt: this.session.get()?.attempt };
  }

  private resume(): Promise<Outcome<ResetAnswer>> {
    return call('GET /reset/attempt', undefined, this.handle());
  }

  private portal(lang: string | undefined, withCaptcha: boolean): Promise<Outcome<Portal>> {
    return fetchPortal(this.clock, { lang, returnTo: this.wishes.returnTo, captcha: withCaptcha ? 'picture' : undefined });
  }

  /** What the person does: how often so far, and how much of it waits for its answer. */
  private acts = 0;
  private acting = 0;

  private async step(request: Promise<Outcome<ResetAnswer>>): Promise<Trouble | undefined> {
    this.acts += 1;
    this.acting += 1;
    let outcome = await request;
    if (!outcome.ok && isOutOfStep(outcome.trouble)) outcome = await this.resume();
    this.acting -= 1;
    return this.take(outcome);
  }

  /** Keeps the handle, then shows the step or the page that the trouble asks for; returns trouble that is left over. */
  private take(outcome: Outcome<ResetAnswer>): Trouble | undefined {
    if (!outcome.ok) return this.takeTrouble(outcome.trouble);
    const { attempt, step } = outcome.answer;
    this.clock.sync(step.now);
    this.lastUser = step.user;
    const before = this.session.get();
    const handle = attempt ?? before?.attempt;
    if (!handle) return UNREADABLE;
    const { user, expiresAt } = step;
    this.session.set({ attempt: handle, user, expiresAt, minutes: before?.minutes ?? minutesBetween(step.now, expiresAt) });
    if (step.kind === 'completed' || step.kind === 'refused') this.session.clear();
    try {
      this.tell({ type: 'step', step: readStep(step) });
      return undefined;
    } catch {
      return UNREADABLE;
    }
  }

  private takeTrouble(trouble: Trouble): Trouble | undefined {
    const session = this.session.get();
    const place = placeFor(trouble, this.clock.now(), session);
    if (!place) return trouble;
    this.lastUser = session?.user ?? this.lastUser;
    if (place.at === 'ended' || place.at === 'off') this.session.clear();
    this.tell({ type: 'place', place });
    return undefined;
  }
}

export const ControllerContext = createContext<Controller | undefined>(undefined);

export function useController(): Controller {
  const controller = useContext(ControllerContext);
  if (!controller) throw new Error('a screen is outside of the reset');
  return controller;
}
