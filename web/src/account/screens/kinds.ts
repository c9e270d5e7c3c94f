import type { ActivityEvent } from '../../shared/generated/api.ts';
import { alertIcon, pictureIcon, type Drawing } from '../../shared/icons.tsx';
import { appIcon, keyIcon, outIcon } from '../../shared/stepIcons.ts';
import type { Key } from '../../shared/texts.ts';

/** How each kind of event looks and speaks. */
export const KINDS: Readonly<Record<ActivityEvent['kind'], readonly [icon: Drawing, text: Key]>> = {
  signed_in: [pictureIcon, 'activity.signedIn'],
  sign_in_failed: [alertIcon, 'activity.signInFailed'],
  second_proof_wrong: [alertIcon, 'activity.secondProofWrong'],
  sign_in_locked: [alertIcon, 'activity.signInLocked'],
  signed_out: [outIcon, 'activity.signedOut'],
  sessions_ended: [outIcon, 'activity.sessionsEnded'],
  password_changed: [keyIcon, 'activity.passwordChanged'],
  password_set_by_operator: [keyIcon, 'activity.passwordSet'],
  password_must_change: [keyIcon, 'activity.passwordMustChange'],
  reset_started: [keyIcon, 'activity.resetStarted'],
  reset_paused: [alertIcon, 'activity.resetPaused'],
  password_reset: [keyIcon, 'activity.passwordReset'],
  account_unlocked: [appIcon, 'activity.unlocked'],
  reset_unblocked: [appIcon, 'activity.resetUnblocked'],
  authenticator_added: [appIcon, 'activity.wayAdded'],
  authenticator_changed: [appIcon, 'activity.wayChanged'],
  authenticator_verified: [appIcon, 'activity.wayVerified'],
  authenticator_removed: [appIcon, 'activity.wayRemoved'],
  registration_confirmed: [appIcon, 'activity.confirmed'],
  account_frozen: [alertIcon, 'activity.frozen'],
  account_unfrozen: [appIcon, 'activity.unfrozen'],
  identity_enabled: [appIcon, 'activity.enabled'],
  role_changed: [appIcon, 'activity.roleChanged'],
};
