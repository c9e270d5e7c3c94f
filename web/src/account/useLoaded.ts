import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Outcome, Trouble } from '../shared/api.ts';

interface Loading<T> {
  readonly answer: T | undefined;
  readonly trouble: Trouble | undefined;
  /** Asks again; what is on the screen stays until the answer has come. */
  readonly again: () => Promise<void>;
}

/** What the server answers, asked for on arrival. */
export function useLoaded<T>(load: () => Promise<Outcome<T>>): Loading<T> {
  const [answer, setAnswer] = useState<T>();
  const [trouble, setTrouble] = useState<Trouble>();
  const shown = useRef(true);
  const again = useCallback(async () => {
    const outcome = await load();
    if (!shown.current) return;
    setTrouble(outcome.ok ? undefined : outcome.trouble);
    if (outcome.ok) setAnswer(outcome.answer);
  }, []);
  useEffect(() => {
    void again();
    return () => void (shown.current = false);
  }, []);
  return { answer, trouble, again };
}
