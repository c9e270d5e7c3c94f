import { createContext, type JSX } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

const SHOWN_MS = 6000;

/** Confirms what was just done. Never the only place where a fact is told. */
export const ToastContext = createContext<(text: string) => void>(() => undefined);
export const useToast = (): ((text: string) => void) => useContext(ToastContext);

/** The toast, in the page from the start, and what puts a text into it. It stays while the pointer is on it. */
export function useToaster(): [JSX.Element, (text: string) => void] {
  const [text, setText] = useState('');
  const [held, hold] = useState(false);
  useEffect(() => {
    if (!text || held) return undefined;
    const timer = setTimeout(() => setText(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text, held]);
  const toast = <div class="toast" role="status" onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)}>{text}</div>;
  return [toast, setText];
}
