import type { Trouble } from '../shared/api.ts';
import type { Link, PasswordRules, Portal, SignInStep } from '../shared/generated/api.ts';

/**
 * Why somebody who was here before is here again: signed out by their own wish, here or everywhere; found no longer signed in; about to
 * change something that needs a fresh sign-in; or with too many codes that were not right.
 */
export type Notice = 'out' | 'everywhere' | 'ended' | 'fresh' | 'tries';

/** What may be typed after the password. */
export type Proof = NonNullable<SignInStep['methods']>[number];

export type Place =
  | { readonly at: 'loading' }
  | { readonly at: 'unreachable'; readonly trouble: Trouble }
  /** `back`: something else was shown before, so the focus has to be moved here. */
  | { readonly at: 'credentials'; readonly user: string; readonly notice: Notice | undefined; readonly back: boolean }
  | { readonly at: 'proof'; readonly user: string; readonly proofs: readonly Proof[] }
  | { readonly at: 'change'; readonly user: string; readonly rules: PasswordRules; readonly asksCurrent: boolean }
  | { readonly at: 'wait'; readonly until: number }
  /** Signed in; the page that follows is on its way. */
  | { readonly at: 'going'; readonly to: Link | undefined; readonly url: string };

export interface State {
  readonly portal: Portal | undefined;
  readonly place: Place;
}

export type Event = { readonly portal: Portal } | { readonly place: Place };

export const START: State = { portal: undefined, place: { at: 'loading' } };
export const reduce = (state: State, event: Event): State => ({ ...state, ...event });
