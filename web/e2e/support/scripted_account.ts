/**
 * Plays the server's part of /signin and /account, for scripted_server.ts. The user ID that is typed picks the story:
 * must@ (a new password is asked for), app@, both@ and saved@ (a code is asked for; `000000` is wrong, `111111` the last one that may be),
 * wait@, busy@, down@, new@ (nothing has happened yet), those of scripted_registration.ts, anything else; the password `wrong` is refused.
 */
import { ScriptedRegistration, type RegistrationBody } from './scripted_registration.ts';
import type { Activity, ActivityEvent, PasswordReason, Session, SessionInfo, SignInAnswer, SignInStep } from '../../src/shared/generated/api.ts';

type Reply = { status: number; body?: unknown };
export interface AccountBody extends RegistrationBody {
  user: string;
  password: string;
  current: string;
  which: 'others' | 'all';
  code: string;
}

const RULES = { minLength: 12, maxLength: 256, classes: 0, history: 5 };
const METHODS: readonly (readonly [user: string, methods: NonNullable<SignInStep['methods']>])[] =
  [['app@', ['totp']], ['both@', ['totp', 'recovery_code']], ['saved@', ['recovery_code']]];
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const ok = (body: unknown): Reply => ({ status: 200, body });
const problem = (status: number, code: string, more: object = {}): Reply => ({ status, body: { type: 'about:blank', title: code, status, code, ...more } });

const DEVICES = [['Firefox on Windows', '203.0.113.7'], ['Safari on iPhone', '2001:db8:1:2::/64'], [undefined, '198.51.100.23']] as const;
const sessions = (): Session[] => DEVICES.map(([device, network], index) => ({
  id: `s${index}`, current: index === 0, network, signedInAt: ago(index * 90_000 + 600), lastSeenAt: ago(index * 80_000), ...(device && { device }),
}));
const HAPPENED: [ActivityEvent['kind'], seconds: number, device: number | undefined][] = [
  ['signed_in', 600, 0], ['sign_in_failed', 640, 0], ['second_proof_wrong', 650, 0], ['signed_in', 90_600, 1], ['password_changed', 900_000, 0], ['sessions_ended', 900_001, 0],
  ['sign_in_locked', 2_000_000, 2], ['password_set_by_operator', 9_000_000, undefined],
];
const event = ([kind, seconds, device]: (typeof HAPPENED)[number], index: number): ActivityEvent => {
  const [name, network] = device === undefined ? [] : (DEVICES[device] ?? []);
  return { id: `e${index}`, kind, at: ago(seconds), ...(name && { device: name }), ...(network && { network }) };
};

/** One person at one browser. */
export class ScriptedAccount {
  private step: SignInStep | undefined;
  private open = sessions();
  private registration = new ScriptedRegistration('');

  /** The answer to a request, or nothing when it is about something else. */
  answer(name: string, body: AccountBody): Reply | undefined {
    if (name === 'POST /signin') return this.signIn(body);
    if (name === 'POST /signout') return this.leave();
    if (!/ \/(signin|session|account)/.test(name)) return undefined;
    if (!this.step) return problem(401, 'not_signed_in');
    if (name === 'POST /signin/proof') return this.prove(body);
    return name.includes('password') ? this.passwords(name, body) : (this.registration.answer(name, body) ?? this.signedIn(name, body));
  }

  private signIn({ user, password }: AccountBody): Reply {
    if (user.startsWith('wait')) return problem(429, 'too_many_sign_ins', { retryAfter: 500 });
    if (user.startsWith('busy')) return problem(503, 'busy', { retryAfter: 10, request: 'r-7Q2F' });
    if (password === 'wrong') return problem(422, 'sign_in_refused');
    const must = user.startsWith('must');
    this.open = sessions();
    this.registration = new ScriptedRegistration(user);
    const methods = METHODS.find(([name]) => user.startsWith(name))?.[1];
    if (methods) return this.at({ kind: 'second_proof', user, now: ago(0), expiresAt: ago(-900), methods });
    return this.at({ kind: must ? 'must_change_password' : 'signed_in', user, now: ago(0), expiresAt: ago(-28_800), ...(must && { rules: RULES }) });
  }

  private prove({ code }: AccountBody): Reply {
    if (code === '111111') this.step = undefined;
    if (!this.step) return problem(422, 'too_many_tries');
    return code === '000000' ? problem(422, 'code_mismatch') : this.at({ ...this.step, kind: 'signed_in' });
  }

  private at(step: SignInStep): Reply {
    this.step = step;
    return ok({ step } satisfies SignInAnswer);
  }

  private leave(): Reply {
    this.step = undefined;
    return { status: 204 };
  }

  private passwords(name: string, { password, current }: AccountBody): Reply {
    if (name.endsWith('/check')) {
      const reasons: PasswordReason[] = password.length < 12 ? [{ rule: 'too_short', limit: 12 }] : [];
      return ok({ strength: Math.min(4, Math.floor(password.length / 5)), reasons });
    }
    if (name.startsWith('GET')) return ok({ rules: RULES, changedAt: ago(9_000_000) });
    if (current === 'wrong') return problem(422, 'current_password_wrong');
    if (password.includes('used')) return problem(422, 'password_refused', { reasons: [{ rule: 'used_before', limit: 5 }] });
    return name.includes('/signin') && this.step ? this.at({ ...this.step, kind: 'signed_in' }) : { status: 204 };
  }

  private signedIn(name: string, { which }: AccountBody): Reply {
    const now = ago(0);
    const user = this.step?.user ?? '';
    const [, ended] = /sessions\/(\w+)\/end/.exec(name) ?? [];
    this.open = this.open.filter(({ id, current }) => id !== ended && (current || which !== 'others'));
    if (which === 'all') return this.leave();
    switch (name) {
      case 'GET /signin':
        return ok({ step: this.step });
      case 'GET /session':
        return ok({ user, displayName: 'Joost de Vries', signedInAt: ago(600), expiresAt: ago(-28_200), idleUntil: ago(-28_200), now } satisfies SessionInfo);
      case 'GET /account/sessions':
        return ok({ sessions: this.open, now });
      case 'GET /account/activity':
        return ok({ events: user.startsWith('new') ? [] : HAPPENED.map(event), now } satisfies Activity);
      default:
        return { status: 204 };
    }
  }
}
