import { useEffect, useState } from 'preact/hooks';

type Later = typeof import('./later.tsx');
let parts: Later | undefined;

/** Fetches every part but the first, once. False when they did not come: then it can be tried again. */
export async function loadLater(): Promise<boolean> {
  try {
    parts ??= await import('./later.tsx');
    return true;
  } catch {
    return false;
  }
}

/** The later parts, when they are wanted and once they have come. */
export function useLater(wanted: boolean): { readonly later: Later | undefined; readonly failed: boolean; readonly again: () => void } {
  const [, redraw] = useState(0);
  const [failed, setFailed] = useState(false);
  const again = (): void => void loadLater().then((came) => {
    setFailed(!came);
    redraw((count) => count + 1);
  });
  const later = parts;
  // What had not come when the page was drawn may have come by now: it has to be drawn all the same.
  useEffect(() => {
    if (wanted && !later) again();
  }, [wanted]);
  return { later, failed, again };
}
