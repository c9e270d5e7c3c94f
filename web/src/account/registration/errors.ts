import type { Trouble } from '../../shared/api.ts';
import { timeOfDay } from '../../shared/clock.ts';
import type { Enrollment, Item } from '../../shared/generated/api.ts';
import { speaks } from '../../shared/code/again.ts';
import type { Said } from '../../shared/texts.ts';

/** What is wrong with an address or a number that was typed; nothing when the trouble is about something else. */
export function valueError({ code, field, retryAfter }: Trouble, item: Item, language: string): Said | undefined {
  const email = item === 'email';
  switch (code) {
    case 'invalid_input':
      return field === undefined || field === 'value' || field === 'region' ? [email ? 'enroll.addressWrong' : 'enroll.numberWrong'] : undefined;
    case 'number_not_served':
      return ['enroll.notServed'];
    case 'own_mailbox':
      return ['enroll.ownMailbox'];
    case 'already_exists':
      return [email ? 'enroll.addressThere' : 'enroll.numberThere'];
    case 'too_many_codes':
      return ['enroll.tooMany', { time: againAt(retryAfter, language) }];
    default:
      return undefined;
  }
}

/** What is wrong with a code that was typed. */
export function codeError({ code }: Trouble, { via, digits, resendAt }: Enrollment): Said | undefined {
  switch (code) {
    case 'code_mismatch':
    case 'invalid_input':
      return [speaks(via).wrong, { digits }];
    case 'code_expired':
      return [resendAt ? 'code.expired' : 'enroll.expiredLast'];
    case 'too_many_tries':
      return [resendAt ? 'code.used' : 'enroll.usedLast'];
    case 'attempt_ended':
    case 'not_allowed_now':
      return ['enroll.ended'];
    default:
      return undefined;
  }
}

/** What is wrong with another code that was asked for. */
export function resendError({ code, retryAfter }: Trouble, language: string): Said | undefined {
  if (code === 'no_resends_left') return ['enroll.noResends'];
  if (code === 'too_many_codes' || code === 'resend_too_soon') return ['enroll.tooMany', { time: againAt(retryAfter, language) }];
  return code === 'attempt_ended' || code === 'not_allowed_now' ? ['enroll.ended'] : undefined;
}

/** The first full minute after the wait. */
export const againAt = (retryAfter: number | undefined, language: string): string => timeOfDay(Date.now() + (retryAfter ?? 60) * 1000 + 59_999, language);
