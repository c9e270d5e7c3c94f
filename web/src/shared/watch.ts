import { useEffect } from 'preact/hooks';

const FIRST_MS = 2000;
const LONGEST_MS = 15_000;

/** Looks every few seconds, less and less often, while the page is seen; when it is seen again, soon. Returns what ends it. */
export function watch(look: () => Promise<void>, page: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>, longest = LONGEST_MS): () => void {
  let newest = 0;
  const begin = (): void => {
    const mine = ++newest;
    const goesOn = (): boolean => mine === newest && !page.hidden;
    const next = (pause: number): void => void setTimeout(async () => {
      if (!goesOn()) return;
      await look();
      if (goesOn()) next(Math.min(pause * 1.4, longest));
    }, pause);
    next(FIRST_MS);
  };
  begin();
  page.addEventListener('visibilitychange', begin);
  return () => {
    newest += 1;
    page.removeEventListener('visibilitychange', begin);
  };
}

/** Looks again and again for what may change by itself; begins anew with another `of`, and stops without one. */
export function useWatch(of: string | undefined, look: () => Promise<void>, longest?: number): void {
  useEffect(() => (of === undefined ? undefined : watch(look, document, longest)), [of]);
}
