import { useEffect, useState } from 'preact/hooks';
import { later as laterScreens } from '../shared/later.ts';

type Later = typeof import('./later.tsx');

/** Every part but the first. */
const { screens, load: loadLater } = laterScreens((): Promise<Later> => import('./later.tsx'));
export { loadLater };

/** The later parts, when they are wanted and once they have come. */
export function useLater(wanted: boolean): { readonly later: Later | undefined; readonly failed: boolean; readonly again: () => void } {
  const [, redraw] = useState(0);
  const [failed, setFailed] = useState(false);
  const again = (): void => void loadLater().then((came) => {
    setFailed(!came);
    redraw((count) => count + 1);
  });
  const later = screens();
  // What had not come when the page was drawn may have come by now: it has to be drawn all the same.
  useEffect(() => {
    if (wanted && !later) again();
  }, [wanted]);
  return { later, failed, again };
}
