import { useEffect, useState } from 'preact/hooks';

/** What the address of the page asks for: `user`, `lang`, `return`. */
export const asked = new URLSearchParams(location.search);

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
