import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useSay } from '../../shared/hooks.ts';
import { useTexts } from '../../shared/texts.ts';

interface CopyProps {
  readonly text: string;
  readonly label: string;
}

/** Puts a text on the clipboard. Not there where the browser offers none. */
export function Copy({ text, label }: CopyProps): JSX.Element | null {
  const { t } = useTexts();
  const say = useSay();
  const [copied, setCopied] = useState(false);
  if (!('clipboard' in navigator)) return null;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      say(t('enroll.copied'));
    } catch {
      // The browser refused, and the text is on the screen.
    }
  };
  return <button class="btn" type="button" onClick={() => void copy()}>{copied ? t('enroll.copied') : label}</button>;
}
