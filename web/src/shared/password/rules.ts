import type { PasswordAdvice, PasswordReason, PasswordRules } from '../generated/api.ts';
import type { Said } from '../texts.ts';

export interface Rule {
  readonly text: Said;
  readonly met: boolean;
}

/** Code points, as the server counts them (NIST SP 800-63B section 3.1.1.2), after the normalisation that it also does. */
export const lengthOf = (password: string): number => [...password.normalize('NFC')].length;

/** Of small letters, capitals, digits and anything else: how many are there. */
export const classesOf = (password: string): number =>
  [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u].filter((kind) => kind.test(password)).length;

/** The rules to show, in a fixed order. Length and classes are judged here, at once; the rest by the server's advice on this password. */
export function rulesFor(rules: PasswordRules, password: string, advice: PasswordAdvice | undefined): Rule[] {
  const free = (...broken: PasswordReason['rule'][]): boolean =>
    advice !== undefined && !advice.reasons.some(({ rule }) => broken.includes(rule));
  const { minLength, maxLength, classes } = rules;
  const length = lengthOf(password);
  return [
    { text: ['password.ruleLength', { limit: minLength }], met: length >= minLength && length <= maxLength },
    ...(classes > 0 ? [{ text: ['password.ruleClasses', { limit: classes }], met: classesOf(password) >= classes } as const] : []),
    { text: ['password.ruleName'], met: free('contains_name') },
    { text: ['password.ruleCommon'], met: free('common', 'banned') },
  ];
}

/** What the form can refuse by itself, without spending one of the tries. */
export function refusal(rules: PasswordRules, password: string): Said | undefined {
  const length = lengthOf(password);
  if (length === 0) return ['password.missing'];
  if (length < rules.minLength) return ['password.tooShort', { limit: rules.minLength }];
  if (length > rules.maxLength) return ['password.tooLong', { limit: rules.maxLength }];
  if (classesOf(password) < rules.classes) return ['password.classes', { limit: rules.classes }];
  return undefined;
}
