/**
 * Shows every screen, rare ones too, while working on how they look: `npm run look`, or `node e2e/support/scripted_server.ts 5180`.
 * It decides nothing and checks nothing, so it proves nothing about Rekey: that is the task of reset.spec.ts, against the real server.
 * The user ID that is typed picks the story: need@, phones@, two@, refused@, unknown@, writing@, wait@, busy@, down@, short@ (expires soon),
 * told-STATE@ (what became of the message), call@ (confirmed on the phone), anything else.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { deflateSync, crc32 } from 'node:zlib';
import type { Captcha, NotMe, PasswordReason, Portal, ResetAnswer, Step } from '../../src/shared/generated/api.ts';
import { ScriptedAccount, type AccountBody } from './scripted_account.ts';

const DIST = new URL('../../dist/', import.meta.url);
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; font-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const TYPES: Record<string, string> = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

interface Story {
  user: string;
  gate: number;
  sends: number;
  tries: number;
  step: Step;
}
type Reply = { status: number; body?: unknown };
let serial = 0;
const stories = new Map<string, Story>();
const account = new ScriptedAccount();
const in_ = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
const ok = (body: unknown, status = 200): Reply => ({ status, body });
const problem = (status: number, code: string, more: object = {}): Reply => ({ status, body: { type: 'about:blank', title: code, status, code, ...more } });

const portal = (query: URLSearchParams): Portal => ({
  tenant: { name: 'Fernhill Hospitals', userIdExample: 'name@fernhill.example' },
  languages: ['en', 'nl'], language: query.get('lang')?.startsWith('nl') ? 'nl' : 'en',
  resetOffered: query.get('return') !== 'off', unlockOffered: true,
  help: { phone: '020 123 45 00', hours: 'Every day, 7:00 to 22:00', place: 'Main building, ground floor, with your staff card', url: '#desk' },
  privacy: '#privacy', signIn: { url: '/signin', label: 'Sign in' }, now: in_(0),
  ...(query.get('return') === 'mail' && { returnTo: { url: '/mail', label: 'Fernhill Mail' } }),
  ...(query.get('captcha') && { captcha: captcha('picture') }),
});
const captcha = (kind: Captcha['kind']): Captcha => ({
  challenge: `c${++serial}`, kind, media: `/api/v1/captchas/c${serial}/${kind}`, length: 6, expiresAt: in_(300),
});

const METHODS: Step['methods'] = [
  { id: 'm1', kind: 'sms', hint: { lastDigits: '78' } }, { id: 'm2', kind: 'voice_mobile', hint: { lastDigits: '78' } },
  { id: 'm3', kind: 'voice_office', hint: { lastDigits: '02' } },
  { id: 'm4', kind: 'email', hint: { first: 'j', last: 's', domainFirst: 'p', suffix: 'example' } },
  { id: 'm5', kind: 'totp', hint: {} }, { id: 'm6', kind: 'recovery_code', hint: {} },
  { id: 'm7', kind: 'security_questions', hint: {} },
];
const QUESTIONS: NonNullable<Step['questions']> = [
  { id: 'first_pet', texts: { en: 'What was your first pet called?', nl: 'Hoe heette uw eerste huisdier?' } },
  { id: 'secondary_teacher', texts: { en: 'What was the surname of the strictest teacher at your secondary school?', nl: 'Wat was de achternaam van de strengste leraar van uw middelbare school?' } },
  { id: 'own:Which ward did you begin on?', texts: { en: 'Which ward did you begin on?', nl: 'Which ward did you begin on?' } },
];

function step(story: Story, kind: Step['kind'], more: Partial<Step> = {}): Step {
  const { user, step: before } = story;
  return { kind, user, now: in_(0), expiresAt: before?.expiresAt ?? in_(user.startsWith('short') ? 64 : 900), ...more };
}
const methods = (story: Story): Step => step(story, 'choose_method', {
  gate: story.gate, region: 'NL', ...(story.user.startsWith('two') && { gates: 2 }),
  methods: /^(phones|two|told|call)/.test(story.user) ? METHODS.slice(story.gate - 1) : METHODS.slice(3, 4),
});

function answer(story: Story, next: Step): Reply {
  const attempt = `h${String(++serial).padStart(42, '0')}`;
  story.step = next;
  stories.set(attempt, story);
  return ok({ attempt, step: next } satisfies ResetAnswer);
}

function start({ user, captcha: { answer: typed } }: { user: string; captcha: { answer: string } }): Reply {
  if (/wrong/i.test(typed)) return problem(400, 'captcha_wrong');
  if (user.startsWith('wait')) return problem(429, 'too_many_starts', { retryAfter: 500 });
  if (user.startsWith('busy')) return problem(503, 'busy', { retryAfter: 10, request: 'r-7Q2F' });
  const story = { user, gate: 1, sends: 0, tries: 0 } as Story;
  if (user.startsWith('unknown')) return answer(story, step(story, 'refused', { reason: 'outcome_unknown', reference: 'K7-4QX' }));
  if (user.startsWith('writing')) return answer(story, step(story, 'writing', { outcome: 'reset' }));
  if (user.startsWith('refused')) return answer(story, step(story, 'refused', { reason: 'too_few_methods', missing: 1, reference: 'K7-4QX' }));
  return answer(story, user.startsWith('need') ? step(story, 'choose_need') : methods(story));
}

const toldOf = ({ user }: Story): Partial<Step> => {
  const state = /^told-(\w+)@/.exec(user)?.[1];
  return state ? { message: state as NonNullable<Step['message']> } : {};
};

function send(story: Story, id: string | undefined, typed?: string): Reply {
  const method = METHODS?.find((it) => it.id === id) ?? story.step.method;
  if (!method) return problem(409, 'method_not_offered');
  if (typed !== undefined && typed.replace(/\D/g, '').length < 9) return problem(400, 'invalid_input', { field: 'number' });
  const resent = ++story.sends > 1;
  story.tries = 0;
  if (method.kind === 'security_questions') return answer(story, step(story, 'answer_questions', { gate: story.gate, method, challenge: `q${story.sends}`, questions: QUESTIONS }));
  if (story.user.startsWith('call') && method.kind.startsWith('voice')) {
    return answer(story, step(story, 'confirm_call', {
      gate: story.gate, method, challenge: `q${story.sends}`, number: 47, confirmed: false, resent, codeExpiresAt: in_(600), resendAt: in_(60),
    }));
  }
  return answer(story, step(story, 'enter_code', {
    gate: story.gate, method, challenge: `q${story.sends}`, digits: method.kind === 'email' ? 8 : 6, resent, ...toldOf(story),
    ...(method.kind !== 'totp' && method.kind !== 'recovery_code' && { codeExpiresAt: in_(600), ...(story.sends < 4 && { resendAt: in_(30) }) }),
  }));
}

function check(story: Story, code: string): Reply {
  if (++story.tries > 5) return problem(409, 'too_many_tries');
  if (!code.startsWith('1')) return problem(422, 'code_mismatch');
  if (story.user.startsWith('two') && story.gate === 1) {
    story.gate = 2;
    story.sends = 0;
    return answer(story, methods(story));
  }
  return answer(story, step(story, 'set_password', { rules: { minLength: 12, maxLength: 256, classes: 0, history: 5 } }));
}

const reasons = (password: string): PasswordReason[] => [
  ...(password.length < 12 ? [{ rule: 'too_short' as const, limit: 12 }] : []),
  ...(/fernhill/i.test(password) ? [{ rule: 'contains_name' as const }] : []),
  ...(/password/i.test(password) ? [{ rule: 'common' as const }] : []),
];

type Body = AccountBody & { user: string; captcha: { answer: string }; kind: Captcha['kind']; method: string; number?: string; code?: string; answers?: string[]; password: string };
function route(name: string, body: Body, story: Story | undefined, query: URLSearchParams): Reply {
  if (name === 'GET /portal') return ok(portal(query));
  if (name === 'POST /captchas') return ok(captcha(body.kind), 201);
  if (name === 'POST /reset/attempts') return start(body);
  if (!story) return problem(410, 'attempt_ended');
  switch (name.replace('/reset/attempt', '')) {
    case 'GET ': return ok({ step: { ...story.step, now: in_(0) } });
    case 'POST /need': return answer(story, methods(story));
    case 'POST /method': return send(story, body.method, body.number);
    case 'POST /resend': return send(story, undefined);
    case 'POST /another': return answer(story, methods(story));
    case 'POST /answer': return check(story, body.code ?? body.answers?.[0] ?? '');
    case 'POST /password/check': return ok({ strength: Math.min(4, Math.floor(body.password.length / 5)), reasons: reasons(body.password) });
    case 'POST /password': return /used/.test(body.password)
      ? problem(422, 'password_refused', { reasons: [{ rule: 'used_before', limit: 5 }] })
      : answer(story, step(story, 'completed', { outcome: 'reset', signIn: { url: '/signin', label: 'Sign in' }, returnTo: { url: '/mail', label: 'Fernhill Mail' } }));
    default: return { status: 204 };
  }
}

/** A link whose handle begins with `used` has been used. */
function notMe(name: string, handle: string): Reply | undefined {
  if (!name.endsWith('/not-me')) return undefined;
  if (handle.startsWith('used')) return problem(410, 'link_ended');
  return ok({ what: 'method_changed', happenedAt: in_(-5400), expiresAt: in_(600_000), now: in_(0), frozen: name.startsWith('POST') } satisfies NotMe);
}

/** A grey picture with a few bars: the size and the weight of a real one. */
function picture(): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4), sum = Buffer.alloc(4), named = Buffer.concat([Buffer.from(name), data]);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.from([0, 0, 0, 240, 0, 0, 0, 80, 8, 0, 0, 0, 0]);
  const rows = Buffer.concat(Array.from({ length: 80 }, (_, y) => Buffer.from([0, ...Array.from({ length: 240 }, (_, x) => ((x * 7 + y * 3) % 97 < 9 ? 60 : 230))])));
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  const headers = { 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };
  if (pathname.endsWith('/picture')) return void response.writeHead(200, { ...headers, 'Content-Type': 'image/png' }).end(picture());
  if (pathname === '/brand.css') return void response.writeHead(200, { ...headers, 'Content-Type': 'text/css' }).end(':root{--brand:#0b5e6e;--on-brand:#fff;--brand-dark:#6ccad8;--on-brand-dark:#05262c}');
  if (!pathname.startsWith('/api/v1/')) {
    const path = pathname.includes('.') ? pathname.slice(1) : `${pathname.slice(1)}.html`;
    const file = await readFile(new URL(path, DIST)).catch(() => undefined);
    if (!file) return void response.writeHead(404, headers).end();
    return void response.writeHead(200, { ...headers, 'Content-Type': TYPES[path.split('.').pop() ?? ''] ?? '' }).end(file);
  }
  let text = '';
  for await (const part of request) text += String(part);
  const story = stories.get(String(request.headers['rekey-attempt']));
  const body = JSON.parse(text || '{}') as Body;
  if (/^down/.test(body.user ?? '') || (body.code ?? '').startsWith('999')) return void request.socket.destroy();
  const name = `${request.method ?? ''} ${pathname.slice(7)}`;
  const { status, body: out } = notMe(name, String(request.headers['rekey-notice'])) ?? account.answer(name, body) ?? route(name, body, story, searchParams);
  response.writeHead(status, { ...headers, 'Content-Type': status < 300 ? 'application/json' : 'application/problem+json' }).end(out && JSON.stringify(out));
}

/** Listens on loopback; returns where. */
export async function listen(port = 0): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`, close: () => server.close() };
}

if (process.argv[1]?.endsWith('scripted_server.ts')) console.log((await listen(Number(process.argv[2] ?? 0))).url);
