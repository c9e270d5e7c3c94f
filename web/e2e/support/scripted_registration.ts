/**
 * Plays the server's part of registration, for scripted_account.ts. The user ID picks the story: given@ (an administrator filled in a mobile),
 * still@ (is it still correct?), frozen@, old@ (signed in long ago), empty@ (nothing is on file); anybody else has everything.
 * What is typed picks the answer: a number with 99 is not served, an address with `own` is the own mailbox, `many` is too often; a code that
 * does not begin with 1 is wrong.
 */
import type { Enrollment, Item, MethodKind, RegisteredMethod, Registration, StartEnrollment } from '../../src/shared/generated/api.ts';

type Reply = { status: number; body?: unknown };
export interface RegistrationBody extends StartEnrollment {
  code: string;
}

const KINDS: Readonly<Record<Item, readonly MethodKind[]>> = {
  email: ['email'], mobile: ['sms', 'voice_mobile'], office: ['voice_office'], totp: ['totp'], recovery_codes: ['recovery_code'],
};
const ALL: readonly Item[] = ['totp', 'mobile', 'email', 'office', 'recovery_codes'];
const CODES = 'MEPY-BC6V-DNWB-9TGB CQQC-HCVQ-B6WD-HYYW BWWP-BHBV-7EKQ-EVDW KV6Z-FDWW-YGND-V2CW BXGS-ZVQ4-MRW9-RNKH 5F24-HCWK-TS8M-3RKX CDTQ-F4ME-9SQB-ZC4V W586-MM2N-XSW5-RC6C JS2Z-CB32-KYWZ-6RK2 P8ZN-ARNF-XDSB-G4KE'.split(' ');
const KEY = 'JBSWY3DPEHPK3PXP7M4KQZ2RJBSWY3DP';
const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
const ok = (body: unknown): Reply => ({ status: 200, body });
const problem = (status: number, code: string, more: object = {}): Reply => ({ status, body: { type: 'about:blank', title: code, status, code, ...more } });
const hintOf = (item: Item): RegisteredMethod['hint'] =>
  item === 'email' ? { first: 'j', last: 's', domainFirst: 'p', suffix: 'example' } : item === 'mobile' ? { lastDigits: '78' } : { lastDigits: '02' };

let serial = 0;
const method = (item: Item, more: Partial<RegisteredMethod> = {}): RegisteredMethod => ({
  id: `a${++serial}`, item, kinds: [...KINDS[item]], managed: false, verified: true, preferred: false, usableFrom: at(-9_000_000),
  ...(item !== 'totp' && item !== 'recovery_codes' && { hint: hintOf(item) ?? {} }), ...(item === 'recovery_codes' && { codesLeft: 7 }), ...more,
});

function onFile(user: string): RegisteredMethod[] {
  if (user.startsWith('given')) return [method('mobile', { verified: false })];
  if (user.startsWith('empty')) return [];
  return [
    method('totp', { preferred: true }), method('mobile', { usableFrom: at(86_400) }), method('mobile', { hint: { lastDigits: '31' }, usableUntil: at(86_400) }),
    method('email', { verified: false }), method('office', { managed: true }), method('recovery_codes'),
  ];
}

export class ScriptedRegistration {
  private readonly user: string;
  private methods: RegisteredMethod[];
  private skips = 3;
  private confirmed = false;
  private open: { item: Item; via: MethodKind; purpose: Enrollment['purpose']; target: string | undefined; sends: number } | undefined;

  constructor(user: string) {
    this.user = user;
    this.methods = onFile(user);
  }

  answer(name: string, body: RegistrationBody): Reply | undefined {
    const [, id, what] = /methods\/(\w+)\/(\w+)$/.exec(name) ?? [];
    if (what === 'remove') this.methods = this.methods.filter((each) => each.id !== id);
    if (what === 'default') this.methods = this.methods.map((each) => ({ ...each, preferred: each.id === id }));
    if (what === 'verify') return this.begin(body, 'verify', id);
    switch (name) {
      case 'POST /account/registration/skip': this.skips--; break;
      case 'POST /account/registration/confirm': this.confirmed = true; break;
      case 'POST /account/methods': return this.refusal(body) ?? this.begin(body, body.replaces ? 'change' : 'add', body.replaces);
      case 'POST /account/enrollment/resend': return this.sent();
      case 'POST /account/enrollment/prove': if (!body.code.startsWith('1')) return problem(422, 'code_mismatch'); this.finish(); break;
      case 'POST /account/enrollment/save': this.finish(); break;
      default: if (!/\/(registration|methods)/.test(name)) return undefined;
    }
    return ok(this.status());
  }

  private refusal({ value = '' }: RegistrationBody): Reply | undefined {
    if (value.includes('99')) return problem(422, 'number_not_served', { field: 'value' });
    if (value.includes('own')) return problem(422, 'own_mailbox', { field: 'value' });
    if (value.includes('many')) return problem(429, 'too_many_codes', { retryAfter: 1500 });
    return value !== '' && value.length < 6 ? problem(400, 'invalid_input', { field: 'value' }) : undefined;
  }

  private begin({ item, via }: RegistrationBody, purpose: Enrollment['purpose'], target: string | undefined): Reply {
    const what = item ?? this.methods.find(({ id }) => id === target)?.item ?? 'mobile';
    this.open = { item: what, via: via ?? KINDS[what][0] ?? 'email', purpose, target, sends: 0 };
    return this.sent();
  }

  private sent(): Reply {
    if (!this.open) return problem(410, 'attempt_ended');
    const { item, via, purpose } = this.open;
    const again = ++this.open.sends > 1;
    const isSent = item !== 'totp' && item !== 'recovery_codes';
    return ok({
      ...(!again && { enrollment: 'h'.repeat(43) }), item, via, purpose, state: item === 'recovery_codes' ? 'started' : 'awaiting_code', now: at(0), expiresAt: at(900),
      digits: item === 'email' ? 8 : item === 'recovery_codes' ? 0 : 6,
      ...(isSent && { hint: hintOf(item) ?? {}, codeExpiresAt: at(600), ...(this.open.sends < 4 && { resendAt: at(30) }) }),
      ...(item === 'totp' && { app: { uri: `otpauth://totp/Fernhill%20Hospitals:${this.user}?secret=${KEY}&issuer=Fernhill%20Hospitals`, key: KEY.replace(/(.{4})(?=.)/g, '$1 ') } }),
      ...(item === 'recovery_codes' && { codes: CODES }),
    } satisfies Enrollment);
  }

  private finish(): void {
    if (!this.open) return;
    const { item, purpose, target } = this.open;
    this.open = undefined;
    if (purpose === 'verify') this.methods = this.methods.map((each) => (each.id === target ? { ...each, verified: true } : each));
    else this.methods = [...this.methods.filter(({ id }) => id !== target), method(item, { ...(purpose === 'change' && { usableFrom: at(86_400) }), ...(item === 'recovery_codes' && { codesLeft: 10 }) })];
  }

  status(): Registration {
    const proven = new Set(this.methods.filter(({ verified, usableUntil }) => verified && !usableUntil).map(({ item }) => item)).size;
    const missing = Math.max(0, 2 - proven);
    const still = this.user.startsWith('still') && !this.confirmed;
    return {
      now: at(0), interrupt: missing > 0 ? 'register' : still ? 'reconfirm' : 'none', missing, maySkip: missing > 0 && this.skips > 0, skipsLeft: this.skips,
      methods: this.methods, toVerify: this.methods.filter(({ verified }) => !verified).map(({ id }) => id),
      toSetUp: ALL.filter((item) => !this.methods.some((each) => each.item === item)).map((item) => ({ item, via: [...KINDS[item]] })),
      region: 'NL', changeUntil: at(this.user.startsWith('old') ? -60 : 300), ...(this.user.startsWith('frozen') && { frozenAt: at(-90_000) }),
    };
  }
}
