import { useEffect, useState } from 'preact/hooks';
import type { PasswordAdvice } from '../../shared/generated/api.ts';
import { useController } from '../controller.ts';

const PAUSE_MS = 300;

/** What the server thinks of this password, asked when typing pauses. Undefined while that is not known. */
export function useAdvice(password: string): PasswordAdvice | undefined {
  const controller = useController();
  const [known, setKnown] = useState<{ readonly password: string; readonly advice: PasswordAdvice }>();
  useEffect(() => {
    if (password === '') return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void controller.advice(password, stop.signal).then((advice) => advice && setKnown({ password, advice }));
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [password]);
  return known?.password === password ? known.advice : undefined;
}
