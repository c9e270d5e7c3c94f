import type { Hint, Link, MethodKind, PasswordRules, Question, Step } from '../shared/generated/api.ts';

export type MessageState = NonNullable<Step['message']>;
/** What is proven by a code. */
export type CodeKind = Exclude<MethodKind, 'security_questions'>;
export interface Method {
  readonly id: string;
  readonly kind: MethodKind;
  readonly hint: Hint;
  /** Messages of this kind are late at the moment, for everybody. */
  readonly slow?: boolean;
}
export interface CodeMethod extends Method {
  readonly kind: CodeKind;
}

interface Common {
  readonly user: string;
  readonly expiresAt: string;
  /** What it comes to in the end. */
  readonly outcome: 'reset' | 'unlocked';
}
export interface ChooseNeedStep extends Common {
  readonly kind: 'choose_need';
}
export interface ChooseMethodStep extends Common {
  readonly kind: 'choose_method';
  readonly gate: number;
  readonly gates: number;
  readonly methods: readonly Method[];
  /** The country that a phone number is taken to be of. */
  readonly region: string;
}
export interface EnterCodeStep extends Common {
  readonly kind: 'enter_code';
  readonly gate: number;
  readonly challenge: string;
  readonly method: CodeMethod;
  readonly digits: number;
  readonly codeExpiresAt: string | undefined;
  readonly resendAt: string | undefined;
  readonly resent: boolean;
  /** What became of the message, where that may be told. */
  readonly message: MessageState | undefined;
}
/** A call that asks for the number of the page: nothing is typed here. */
export interface ConfirmCallStep extends Common {
  readonly kind: 'confirm_call';
  readonly gate: number;
  readonly challenge: string;
  readonly method: CodeMethod;
  readonly number: number;
  readonly confirmed: boolean;
  readonly codeExpiresAt: string | undefined;
  readonly resendAt: string | undefined;
  readonly resent: boolean;
  readonly message: MessageState | undefined;
}
export interface AnswerQuestionsStep extends Common {
  readonly kind: 'answer_questions';
  readonly gate: number;
  readonly challenge: string;
  /** The answers are sent in this order. */
  readonly questions: readonly Question[];
}
export interface SetPasswordStep extends Common {
  readonly kind: 'set_password';
  readonly rules: PasswordRules;
}
/** The directory was asked to take the new password, and what it made of it is not known yet. */
export interface WritingStep extends Common {
  readonly kind: 'writing';
}
export interface CompletedStep extends Common {
  readonly kind: 'completed';
  readonly signIn: Link | undefined;
  readonly returnTo: Link | undefined;
}
export interface RefusedStep extends Common {
  readonly kind: 'refused';
  readonly reason: NonNullable<Step['reason']>;
  readonly missing: number;
  readonly reference: string | undefined;
}
export type ResetStep = ChooseNeedStep | ChooseMethodStep | EnterCodeStep | ConfirmCallStep | AnswerQuestionsStep | SetPasswordStep | WritingStep | CompletedStep | RefusedStep;

/**
 * A step of the wire, where every field but four is optional, as the one shape its kind has. Throws when a field that the kind
 * cannot do without is missing: the server and this portal are then not of the same version.
 */
export function readStep(step: Step): ResetStep {
  const common = { user: step.user, expiresAt: step.expiresAt, outcome: step.outcome ?? 'reset' };
  switch (step.kind) {
    case 'choose_need':
      return { ...common, kind: step.kind };
    case 'choose_method':
      return { ...common, kind: step.kind, gate: step.gate ?? 1, gates: step.gates ?? 1, methods: need(step.methods, 'methods'), region: step.region ?? '' };
    case 'enter_code':
      return {
        ...common, kind: step.kind, gate: step.gate ?? 1,
        challenge: need(step.challenge, 'challenge'), method: readMethod(step), digits: step.digits ?? 0,
        codeExpiresAt: step.codeExpiresAt, resendAt: step.resendAt, resent: step.resent ?? false, message: step.message,
      };
    case 'confirm_call':
      return {
        ...common, kind: step.kind, gate: step.gate ?? 1,
        challenge: need(step.challenge, 'challenge'), method: readMethod(step), number: need(step.number, 'number'), confirmed: step.confirmed ?? false,
        codeExpiresAt: step.codeExpiresAt, resendAt: step.resendAt, resent: step.resent ?? false, message: step.message,
      };
    case 'answer_questions':
      return {
        ...common, kind: step.kind, gate: step.gate ?? 1,
        challenge: need(step.challenge, 'challenge'), questions: need(step.questions, 'questions'),
      };
    case 'set_password':
      return { ...common, kind: step.kind, rules: need(step.rules, 'rules') };
    case 'writing':
      return { ...common, kind: step.kind };
    case 'completed':
      return { ...common, kind: step.kind, signIn: step.signIn, returnTo: step.returnTo };
    case 'refused':
      return { ...common, kind: step.kind, reason: need(step.reason, 'reason'), missing: step.missing ?? 0, reference: step.reference };
  }
}

const hasCode = (method: Method): method is CodeMethod => method.kind !== 'security_questions';

function readMethod({ method }: Step): CodeMethod {
  if (!method || !hasCode(method)) throw new Error('the step has no method with a code');
  return method;
}

function need<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the step has no ${name}`);
  return value;
}

/** Two steps with the same key are one screen: what was typed and where the focus is stay, as after a resend. */
export function screenKey(step: ResetStep): string {
  switch (step.kind) {
    case 'enter_code':
    case 'confirm_call':
      return `${step.kind} ${step.gate} ${step.method.id}`;
    case 'answer_questions':
      return `${step.kind} ${step.challenge}`;
    case 'choose_method':
      return `${step.kind} ${step.gate}`;
    default:
      return step.kind;
  }
}

/** The places of answers that were not typed yet. */
export const missingAnswers = (answers: readonly string[]): number[] => answers.flatMap((answer, place) => (answer.trim() === '' ? [place] : []));

/** Is a message on its way, which may be sent again and whose code runs out? */
export const isSent = (kind: CodeKind): boolean => kind !== 'totp' && kind !== 'recovery_code';
export const isPhone = (kind: MethodKind): boolean => kind === 'sms' || kind === 'voice_mobile' || kind === 'voice_office';
