import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { call, type Outcome, type Trouble } from '../shared/api.ts';
import { ServerClock } from '../shared/clock.ts';
import type { Activity, EndSessions, PasswordAdvice, PasswordInfo, Portal, Registration, SessionInfo, Sessions } from '../shared/generated/api.ts';
import { fetchPortal } from '../shared/portal.ts';
import { addressOf, asked } from '../shared/window.ts';
import { placeNow } from './part.ts';

type NoMore = Promise<Trouble | undefined>;

/** What the account asks of the server. When the session has ended, the person is sent to sign in and comes back to the same place. */
export class Server {
  readonly clock = new ServerClock();
  private readonly leave: (url: string) => void;

  constructor(leave: (url: string) => void) {
    this.leave = leave;
  }

  /** The first load: what the tenant looks like and who is signed in. */
  async open(lang: string | undefined): Promise<Outcome<{ portal: Portal; session: SessionInfo }>> {
    const [portal, session] = await Promise.all([this.portal(lang), this.ask(call('GET /session', undefined))]);
    if (!portal.ok) return portal;
    return session.ok ? { ok: true, answer: { portal: portal.answer, session: session.answer } } : session;
  }

  portal = (lang: string | undefined): Promise<Outcome<Portal>> => fetchPortal(this.clock, { lang, returnTo: asked.get('return') ?? undefined });
  sessions = (): Promise<Outcome<Sessions>> => this.ask(call('GET /account/sessions', undefined));
  activity = (): Promise<Outcome<Activity>> => this.ask(call('GET /account/activity', undefined));
  registration = (): Promise<Outcome<Registration>> => this.ask(call('GET /account/registration', undefined));
  password = (): Promise<Outcome<PasswordInfo>> => this.ask(call('GET /account/password', undefined));

  /** Trouble, unless the session is gone: then that is what was wanted. */
  async endSession(session: string): NoMore {
    const outcome = await this.ask(call('POST /account/sessions/{session}/end', undefined, { params: { session } }));
    return outcome.ok || outcome.trouble.code === 'not_found' ? undefined : outcome.trouble;
  }

  async endSessions(which: EndSessions['which']): NoMore {
    const outcome = await this.ask(call('POST /account/sessions/end', { which }));
    if (!outcome.ok) return outcome.trouble;
    return which === 'all' ? this.goTo(addressOf('/signin', { notice: 'everywhere' })) : undefined;
  }

  async signOut(): NoMore {
    const outcome = await call('POST /signout', undefined);
    return outcome.ok ? this.goTo(addressOf('/signin', { notice: 'out' })) : outcome.trouble;
  }

  async changePassword(password: string, current: string): NoMore {
    const outcome = await this.ask(call('POST /account/password', { current, password }));
    return outcome.ok ? undefined : outcome.trouble;
  }

  /** Advice only: when it does not come, nothing is said. */
  async advice(password: string, signal: AbortSignal): Promise<PasswordAdvice | undefined> {
    const outcome = await call('POST /account/password/check', { password }, { signal });
    return outcome.ok ? outcome.answer : undefined;
  }

  /** A change needs a fresh sign-in: there it is said why, and it leads back to this place. */
  reauthenticate({ user }: Pick<SessionInfo, 'user'>): Promise<never> {
    return this.goTo(addressOf('/signin', { user, notice: 'fresh', place: placeNow() }));
  }

  /** Waits for an answer that only somebody who is signed in gets. */
  async ask<T>(request: Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await request;
    if (outcome.ok || outcome.trouble.code !== 'not_signed_in') return outcome;
    return this.goTo(addressOf('/signin', { notice: 'ended', place: placeNow() }));
  }

  /** Leaves the page. Whoever waits stays busy until it is gone. */
  private goTo(url: string): Promise<never> {
    this.leave(url);
    return new Promise(() => undefined);
  }
}

export const ServerContext = createContext<Server | undefined>(undefined);

export function useServer(): Server {
  const server = useContext(ServerContext);
  if (!server) throw new Error('a screen is outside of the account');
  return server;
}
