import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Outcome, Trouble } from '../../shared/api.ts';
import type { Portal, Registration, SessionInfo } from '../../shared/generated/api.ts';

/** What everything about registration knows. */
export interface Registering {
  readonly portal: Portal;
  readonly session: SessionInfo;
  readonly registration: Registration;
  /** Keeps the status that an answer carries; the trouble where it carries none. */
  readonly take: (outcome: Outcome<Registration>) => Trouble | undefined;
  /** Asks for the status: it is not what this page thinks it is. */
  readonly reload: () => Promise<void>;
  /** The sign-in is too old for a change: shows the way to a fresh one. */
  readonly needFresh: () => void;
}

export const RegisteringContext = createContext<Registering | undefined>(undefined);

export function useRegistering(): Registering {
  const known = useContext(RegisteringContext);
  if (!known) throw new Error('a screen is outside of the account');
  return known;
}
