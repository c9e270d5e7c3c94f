import type { JSX } from 'preact';
import { useTexts } from './texts.ts';
import { whenText } from './when.ts';

/** A moment as people say it, by the server's clock and the reader's time zone. */
export function When({ at, now }: { at: string; now: number }): JSX.Element {
  const { t, language } = useTexts();
  return <time dateTime={at}>{t(...whenText(Date.parse(at), now, language))}</time>;
}
