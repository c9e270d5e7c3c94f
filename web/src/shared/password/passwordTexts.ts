import type { PasswordReason } from '../generated/api.ts';
import type { Key, Said } from '../texts.ts';

const REASONS: Readonly<Record<PasswordReason['rule'], Key>> = {
  too_short: 'password.tooShort',
  too_long: 'password.tooLong',
  not_text: 'password.notText',
  too_few_classes: 'password.classes',
  contains_name: 'password.containsName',
  common: 'password.common',
  banned: 'password.banned',
  used_before: 'password.usedBefore',
  too_soon: 'password.tooSoon',
  directory: 'password.directory',
};

/** Why a password was not taken, as a sentence. */
export const reasonText = ({ rule, limit = 0 }: PasswordReason, organisation: string): Said => [REASONS[rule], { limit, organisation }];

/** Strength 0 to 4, as the server estimates it: a word and what it means. */
export const STRENGTHS: readonly (readonly [Key, Key])[] = [
  ['password.weak', 'password.weakMeaning'],
  ['password.weak', 'password.weakMeaning'],
  ['password.fair', 'password.fairMeaning'],
  ['password.good', 'password.goodMeaning'],
  ['password.best', 'password.bestMeaning'],
];
