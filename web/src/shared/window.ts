import { useEffect, useState } from 'preact/hooks';

/** What the address of the page asks for: `user`, `lang`, `return`. */
export const asked = new URLSearchParams(location.search);

/** The address of another of our pages: in the same language, with what else it is to know. */
export function addressOf(page: '/reset' | '/signin' | '/account', known: Readonly<Record<string, string>> = {}): string {
  const returnTo = page === '/account' ? '' : (asked.get('return') ?? '');
  const kept = Object.entries({ lang: asked.get('lang') ?? '', return: returnTo, ...known }).filter(([, value]) => value !== '');
  return kept.length ? `${page}?${new URLSearchParams(kept).toString()}` : page;
}

/** Loads the page again when the browser's Back brings it out of its memory: who is signed in may have changed. */
export function useFreshPage(): void {
  useEffect(() => {
    const onShow = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) location.reload();
    };
    addEventListener('pageshow', onShow);
    return () => removeEventListener('pageshow', onShow);
  }, []);
}

/** The part of the address after #, as the browser's Back and links change it. */
export function useHash(): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return hash;
}

/** Scripts that extensions put into the page make errors too; only ours are a reason to stop. */
const isOurs = (where: string | undefined): boolean => where?.includes(`${location.origin}/assets/`) ?? false;

/** True once an error of our own script, or a promise of ours that nobody handled, has reached the window. */
export function useUncaught(): boolean {
  const [crashed, setCrashed] = useState(false);
  useEffect(() => {
    const onError = (event: ErrorEvent): void => {
      if (isOurs(event.filename)) setCrashed(true);
    };
    const onRejection = ({ reason }: PromiseRejectionEvent): void => {
      if (reason instanceof Error && isOurs(reason.stack)) setCrashed(true);
    };
    addEventListener('error', onError);
    addEventListener('unhandledrejection', onRejection);
    return () => {
      removeEventListener('error', onError);
      removeEventListener('unhandledrejection', onRejection);
    };
  }, []);
  return crashed;
}
