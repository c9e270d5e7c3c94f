import { useEffect, useState } from 'preact/hooks';

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

/** True once an error of our own script, or a promise nobody handled, has reached the window. Extensions' errors are not ours. */
export function useUncaught(): boolean {
  const [crashed, setCrashed] = useState(false);
  useEffect(() => {
    const onError = (event: ErrorEvent): void => {
      if (event.filename.startsWith(location.origin)) setCrashed(true);
    };
    const onRejection = (): void => setCrashed(true);
    addEventListener('error', onError);
    addEventListener('unhandledrejection', onRejection);
    return () => {
      removeEventListener('error', onError);
      removeEventListener('unhandledrejection', onRejection);
    };
  }, []);
  return crashed;
}
