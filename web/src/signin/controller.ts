import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { OFFLINE, call, type Outcome, type Trouble } from '../shared/api.ts';
import { ServerClock, nextMinute } from '../shared/clock.ts';
import type { Link, PasswordAdvice, Portal, SignInAnswer } from '../shared/generated/api.ts';
import { fetchPortal } from '../shared/portal.ts';
import { loadLater } from './load.ts';
import type { Event, Notice, Place } from './state.ts';

/** What the address of the page asked for. */
export interface Wishes {
  readonly user: string;
  readonly returnTo: string | undefined;
  readonly notice: Notice | undefined;
  /** The part of /account to come back to. */
  readonly place: string | undefined;
}

/** How this page is left. */
export interface Ways {
  readonly leave: (url: string) => void;
  /** Where the account is, in the language of the page; with the name of the link that the account is to lead on to. */
  readonly account: (returnTo?: string) => string;
}

/** A step of a kind that this page cannot show. */
const UNREADABLE: Trouble = { code: 'unknown', status: 200 };
const PATIENCE_MS = 3000;

/**
 * Every request of a sign-in, and what follows from its answer. The session itself is a cookie that no script can read.
 * Each action ends with a new place on the screen, or returns the trouble for the screen that asked to show.
 */
export class Controller {
  readonly clock = new ServerClock();
  private readonly tell: (event: Event) => void;
  private readonly wishes: Wishes;
  private readonly ways: Ways;
  private portal: Portal | undefined;
  private user: string;
  /** The password that has just been right: a person who must choose a new one need not type it again. */
  private current = '';

  constructor(tell: (event: Event) => void, wishes: Wishes, ways: Ways) {
    this.tell = tell;
    this.wishes = wishes;
    this.ways = ways;
    this.user = wishes.user;
  }

  /** The first load: what the tenant looks like, and the step that a sign-in in this browser is at. */
  async open(lang: string | undefined): Promise<void> {
    const [portal, found] = await Promise.all([fetchPortal(this.clock, { lang, returnTo: this.wishes.returnTo }), call('GET /signin', undefined)]);
    if (!portal.ok) return this.tell({ place: { at: 'unreachable', trouble: portal.trouble } });
    this.portal = portal.answer;
    this.tell({ portal: portal.answer });
    const { notice } = this.wishes;
    // The account has just sent them here: they must not be sent straight back, round and round.
    const stuck = (notice === 'ended' || notice === 'fresh') && found.ok && found.answer.step.kind === 'signed_in';
    if (!found.ok || stuck) return this.credentials(notice, false);
    const left = await this.take(found);
    if (left === OFFLINE) this.tell({ place: { at: 'unreachable', trouble: left } });
    else if (left) this.credentials(notice, false);
    return undefined;
  }

  /** The tenant's own words in another language. What is on the screen stays. */
  async translate(lang: string): Promise<void> {
    const portal = await fetchPortal(this.clock, { lang, returnTo: this.wishes.returnTo });
    if (portal.ok) this.tell({ portal: portal.answer });
  }

  /** A refusal says nothing about its reason; it comes back to the form as `sign_in_refused`. */
  async signIn(user: string, password: string): Promise<Trouble | undefined> {
    const { returnTo } = this.wishes;
    this.user = user;
    const outcome = await call('POST /signin', { user, password, ...(returnTo && { return: returnTo }) });
    if (outcome.ok) this.current = password;
    return this.take(outcome);
  }

  /** A code of the app, or a saved one. One that is not right comes back to the form as `code_mismatch`. */
  async prove(code: string): Promise<Trouble | undefined> {
    const outcome = await call('POST /signin/proof', { code });
    return this.take(await this.caughtUp(outcome));
  }

  /** `current` is empty where the person was not asked for it. */
  async changePassword(password: string, current: string): Promise<Trouble | undefined> {
    const outcome = await call('POST /signin/password', { current: current || this.current, password });
    if (!outcome.ok && outcome.trouble.code === 'current_password_wrong') this.current = '';
    return this.take(await this.caughtUp(outcome));
  }

  /** Advice only: when it does not come, nothing is said. */
  async advice(password: string, signal: AbortSignal): Promise<PasswordAdvice | undefined> {
    const outcome = await call('POST /signin/password/check', { password }, { signal });
    return outcome.ok ? outcome.answer : undefined;
  }

  /** Somebody else's sign-in was open in this browser. It ends before another one begins. */
  async beginAgain(): Promise<void> {
    await call('POST /signout', undefined);
    this.user = '';
    this.credentials(undefined, true);
  }

  credentials(notice: Notice | undefined, back: boolean): undefined {
    this.current = '';
    this.tell({ place: { at: 'credentials', user: this.user, notice, back } });
    return undefined;
  }

  /** Where page and server see different steps, what the server sees counts: the step is read again. */
  private async caughtUp(outcome: Outcome<SignInAnswer>): Promise<Outcome<SignInAnswer>> {
    return !outcome.ok && outcome.trouble.code === 'not_allowed_now' ? call('GET /signin', undefined) : outcome;
  }

  private async take(outcome: Outcome<SignInAnswer>): Promise<Trouble | undefined> {
    if (!outcome.ok) return this.takeTrouble(outcome.trouble);
    const { kind, user, now, rules, methods } = outcome.answer.step;
    this.clock.sync(now);
    this.user = user;
    // Where this page said it would go on to. The step may still name what an earlier visit asked for.
    if (kind === 'signed_in') return this.goOn(this.portal?.returnTo);
    if (kind === 'must_change_password' && rules) return this.goTo({ at: 'change', user, rules, asksCurrent: this.current === '' });
    // Whatever could be typed has just been removed: the next sign-in does not ask for it.
    if (kind === 'second_proof' && methods?.length === 0) return this.credentials('ended', true);
    if (kind === 'second_proof' && methods) return this.goTo({ at: 'proof', user, proofs: methods });
    return UNREADABLE;
  }

  private async takeTrouble(trouble: Trouble): Promise<Trouble | undefined> {
    switch (trouble.code) {
      case 'too_many_sign_ins':
        return this.goTo({ at: 'wait', until: nextMinute(this.clock.now() + (trouble.retryAfter ?? 60) * 1000) });
      case 'not_signed_in':
        return this.credentials('ended', true);
      case 'too_many_tries':
        return this.credentials('tries', true);
      default:
        return trouble;
    }
  }

  /** To a screen that is not part of the first load. Trouble, when it did not come: the server knows the step when it is asked again. */
  private async goTo(place: Place): Promise<Trouble | undefined> {
    if (!(await loadLater())) return OFFLINE;
    this.tell({ place });
    return undefined;
  }

  /** To the application that the person came from, or to their account. The form stays busy, unless that takes long. */
  private async goOn(to: Link | undefined): Promise<undefined> {
    this.current = '';
    const first = await this.firstToAccount();
    const link = first === undefined ? to : undefined;
    const place = first ?? this.wishes.place;
    const url = link?.url ?? `${this.ways.account(first === undefined ? undefined : this.wishes.returnTo)}${place ? `#${encodeURIComponent(place)}` : ''}`;
    this.ways.leave(url);
    await new Promise((passed) => setTimeout(passed, PATIENCE_MS));
    this.tell({ place: { at: 'going', to: link, url } });
  }

  /** The part of the account that comes before everything else: where the person was in the middle of a change, or what they have to register. */
  private async firstToAccount(): Promise<string | undefined> {
    if (this.wishes.notice === 'fresh') return this.wishes.place ?? '';
    const registration = await call('GET /account/registration', undefined);
    return registration.ok && registration.answer.interrupt !== 'none' ? 'register' : undefined;
  }
}

export const ControllerContext = createContext<Controller | undefined>(undefined);

export function useController(): Controller {
  const controller = useContext(ControllerContext);
  if (!controller) throw new Error('a screen is outside of the sign-in');
  return controller;
}
