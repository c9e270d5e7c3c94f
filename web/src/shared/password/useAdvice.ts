import { useEffect, useState } from 'preact/hooks';
import type { PasswordAdvice } from '../generated/api.ts';

const PAUSE_MS = 300;

/** Asks the server what it thinks of a password. Advice only: when it does not come, nothing is said. */
export type Advise = (password: string, signal: AbortSignal) => Promise<PasswordAdvice | undefined>;

/** What the server thinks of this password, asked when typing pauses. Undefined while that is not known. */
export function useAdvice(password: string, advise: Advise): PasswordAdvice | undefined {
  const [known, setKnown] = useState<{ readonly password: string; readonly advice: PasswordAdvice }>();
  useEffect(() => {
    if (password === '') return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void advise(password, stop.signal).then((advice) => advice && setKnown({ password, advice }));
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [password]);
  return known?.password === password ? known.advice : undefined;
}
