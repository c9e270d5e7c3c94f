import type { Trouble } from '../shared/api.ts';
import { nextMinute } from '../shared/clock.ts';
import type { Captcha, Portal } from '../shared/generated/api.ts';
import type { ResetStep } from './steps.ts';

/** Why an attempt is over: its time has passed, it is used up or replaced, or too many passwords were tried. */
export type Ending = { readonly why: 'expired'; readonly minutes: number } | { readonly why: 'ended' | 'passwords' };

export type Place =
  | { readonly at: 'loading' }
  | { readonly at: 'unreachable'; readonly trouble: Trouble }
  | { readonly at: 'identify'; readonly user: string; readonly captcha: Captcha | undefined; readonly back: boolean }
  | { readonly at: 'step'; readonly step: ResetStep }
  | { readonly at: 'ended'; readonly ending: Ending }
  | { readonly at: 'off' }
  | { readonly at: 'wait'; readonly until: number };

export interface State {
  readonly portal: Portal | undefined;
  readonly place: Place;
}

export type Event =
  | { readonly type: 'portal'; readonly portal: Portal }
  | { readonly type: 'identify'; readonly user: string; readonly captcha?: Captcha | undefined }
  | { readonly type: 'step'; readonly step: ResetStep }
  | { readonly type: 'unreachable'; readonly trouble: Trouble }
  | { readonly type: 'place'; readonly place: Place };

export const START: State = { portal: undefined, place: { at: 'loading' } };

export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case 'portal':
      return { portal: event.portal, place: event.portal.resetOffered ? state.place : { at: 'off' } };
    case 'identify':
      // Reached again after anything else was shown, the heading takes the focus; on the first load the browser decides.
      return { ...state, place: { at: 'identify', user: event.user, captcha: event.captcha, back: state.place.at !== 'loading' } };
    case 'step':
      return { ...state, place: { at: 'step', step: event.step } };
    case 'unreachable':
      return { ...state, place: { at: 'unreachable', trouble: event.trouble } };
    case 'place':
      return { ...state, place: event.place };
  }
}

/** Trouble that takes the whole page, whatever was being done. Anything else is told where it happened. */
export function placeFor(trouble: Trouble, now: number, expiry: { readonly expiresAt: string; readonly minutes: number } | undefined): Place | undefined {
  switch (trouble.code) {
    case 'attempt_ended':
      return { at: 'ended', ending: endingAt(now, expiry) };
    case 'too_many_passwords':
      return { at: 'ended', ending: { why: 'passwords' } };
    case 'reset_off':
      return { at: 'off' };
    case 'too_many_starts':
      return { at: 'wait', until: nextMinute(now + (trouble.retryAfter ?? 60) * 1000) };
    default:
      return undefined;
  }
}

function endingAt(now: number, expiry: { readonly expiresAt: string; readonly minutes: number } | undefined): Ending {
  return expiry && now >= Date.parse(expiry.expiresAt) ? { why: 'expired', minutes: expiry.minutes } : { why: 'ended' };
}

/** The page and the server see different steps: what the server sees counts, so the step is read again. */
export const isOutOfStep = ({ code }: Trouble): boolean => code === 'not_allowed_now' || code === 'method_not_offered' || code === 'conflict' ||
  code === 'resend_too_soon' || code === 'no_resends_left';
