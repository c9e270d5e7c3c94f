import type { MethodKind } from '../generated/api.ts';
import type { Key } from '../texts.ts';

interface Speaks {
  /** A code that was not right. */
  readonly wrong: Key;
  /** The button that sends another code, and what it says while it waits. */
  readonly again: { readonly now: Key; readonly wait: Key };
}

const SENT: Speaks = { wrong: 'code.wrong', again: { now: 'code.resend', wait: 'code.resendIn' } };
const CALLED: Speaks = { wrong: 'code.wrongCall', again: { now: 'code.recall', wait: 'code.recallIn' } };

/** How a code speaks that is read, and one that is heard. */
export const speaks = (kind: MethodKind): Speaks => (kind === 'voice_mobile' || kind === 'voice_office' ? CALLED : SENT);
