import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { Trouble } from './api.ts';
import type { ServerClock } from './clock.ts';
import type { Instant } from './generated/api.ts';
import type { Said } from './texts.ts';

/** Lets the page's one live region say something. */
export const SayContext = createContext<(text: string) => void>(() => undefined);
export const useSay = (): ((text: string) => void) => useContext(SayContext);

/** False for what stays in the page while something else, such as the help, is in front of it. */
export const InFrontContext = createContext(true);

/** Seconds until then by the server's clock, counted down on the screen; 0 without an instant. */
export function useSecondsUntil(clock: ServerClock, instant: Instant | undefined): number {
  const [, redraw] = useState(0);
  const left = instant === undefined ? 0 : clock.secondsUntil(instant);
  useEffect(() => {
    if (left === 0 || instant === undefined) return undefined;
    // Wakes just after the second has turned, whatever was lost while the tab slept.
    const untilTurn = (Date.parse(instant) - clock.now()) % 1000;
    const timer = setTimeout(() => redraw((count) => count + 1), Math.max(untilTurn, 0) + 20);
    return () => clearTimeout(timer);
  });
  return left;
}

/** Calls once for each time the value changes to `when`, never on arrival. */
export function useOnReaching(value: number, when: number, act: () => void): void {
  const before = useRef(value);
  useEffect(() => {
    if (before.current > when && value <= when) act();
    before.current = value;
  }, [value]);
}

type Errors<Field extends string> = Partial<Record<Field, Said>>;
/** `stay`: nobody pressed anything, so the focus must not be taken from where it is. */
type ShowErrors<Field extends string> = (errors: Errors<Field>, focus?: 'first' | 'stay') => void;

/** Errors by the id of their field. Showing some moves the focus to the first wrong field. */
export function useErrors<Field extends string>(): [Errors<Field>, ShowErrors<Field>] {
  const [{ errors, focus }, set] = useState<{ errors: Errors<Field>; focus: 'first' | 'stay' }>({ errors: {}, focus: 'stay' });
  useEffect(() => {
    const [first] = Object.keys(errors);
    if (first && focus === 'first') document.getElementById(first)?.focus();
  }, [errors]);
  return [errors, (shown, where = 'first') => set({ errors: shown, focus: where })];
}

type Work = () => Promise<Trouble | undefined>;

interface Sending {
  /** What is being done: the name given to send(). */
  readonly busy: string | undefined;
  readonly trouble: Trouble | undefined;
  /** Runs it, unless something runs already. What it leaves unsolved becomes `trouble`. */
  readonly send: (name: string, work: Work) => void;
  readonly retry: () => void;
}

/** One request at a time: while it runs a second press does nothing, and after trouble it can be repeated as it was. */
export function useSending(): Sending {
  const [busy, setBusy] = useState<string>();
  const [trouble, setTrouble] = useState<Trouble>();
  const running = useRef(false);
  const last = useRef<{ readonly name: string; readonly work: Work } | undefined>(undefined);
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => void (shown.current = false);
  }, []);

  const send = useCallback((name: string, work: Work) => {
    if (running.current) return;
    running.current = true;
    last.current = { name, work };
    setBusy(name);
    void work().then((left) => {
      running.current = false;
      if (!shown.current) return;
      setBusy(undefined);
      setTrouble(left);
    });
  }, []);
  const retry = useCallback(() => last.current && send(last.current.name, last.current.work), [send]);
  return { busy, trouble, send, retry };
}
