import type { ComponentChildren, JSX, TargetedInputEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { timeOfDay, type ServerClock } from '../clock.ts';
import { useOnReaching, useSay, useSecondsUntil } from '../hooks.ts';
import { ErrorText } from '../parts.tsx';
import { useTexts, type Said } from '../texts.ts';

interface CodeFieldProps {
  readonly label: ComponentChildren;
  /** How many digits; 0 where letters are part of the code. */
  readonly digits: number;
  readonly value: string;
  readonly onTyped: (value: string) => void;
  /** A browser has filled in a whole code, which leaves nothing to press. */
  readonly onFilled: (value: string) => void;
  readonly error: Said | undefined;
  readonly hint: ComponentChildren;
  /** Ids of what else describes the field. */
  readonly describedBy?: string;
}

/** One field, not six boxes: those break paste, autofill, screen readers and right-to-left. */
export function CodeField({ label, digits, value, onTyped, onFilled, error, hint, describedBy = '' }: CodeFieldProps): JSX.Element {
  const letters = digits === 0;
  const filledIn = useRef(false);
  useEffect(() => {
    if (value === '') filledIn.current = false;
  }, [value]);
  /** Once: a wrong code is not sent again and again. */
  const type = (event: TargetedInputEvent<HTMLInputElement>): void => {
    const typed = event.currentTarget.value;
    onTyped(typed);
    const byBrowser = !(event instanceof InputEvent) || !event.inputType || event.inputType === 'insertReplacementText';
    if (!byBrowser || filledIn.current || letters || typed.replace(/\D/g, '').length !== digits) return;
    filledIn.current = true;
    onFilled(typed);
  };
  return (
    <div class="field">
      <label for="code">{label}</label>
      <input class={`code ${letters || digits > 6 ? 'long' : ''}`} id="code" name="code" value={value} onInput={type} required
        inputMode={letters ? 'text' : 'numeric'} autoComplete="one-time-code" autoCapitalize={letters ? 'characters' : 'none'}
        spellcheck={false} maxLength={32} aria-invalid={error ? 'true' : undefined} aria-describedby={`${describedBy} code-error code-hint`.trim()} />
      <ErrorText id="code" error={error} role="alert" />
      <p class="hint" id="code-hint">{hint}</p>
    </div>
  );
}

/** What was typed, without the spaces and dashes that make it easy to read. */
export const plainCode = (typed: string): string => typed.replace(/[\s\u2010-\u2015-]/g, '');

/** After a wrong code: the next key replaces all of it. */
export function selectCode(): void {
  const input = document.getElementById('code');
  if (input instanceof HTMLInputElement) input.select();
}

/** Until when a code works, and that it is nobody else's. */
export function CodeUntil({ at }: { at: string | undefined }): JSX.Element {
  const { t, rich, language } = useTexts();
  if (!at) return <>{t('code.private')}</>;
  return <>{rich('code.until', { time: <time dateTime={at}>{timeOfDay(Date.parse(at), language)}</time> })}</>;
}

/** Says when the code has a minute left, and acts at its end. */
export function useCodeTimes(clock: ServerClock, expiresAt: string | undefined, onExpired: () => void): void {
  const { t } = useTexts();
  const say = useSay();
  const left = useSecondsUntil(clock, expiresAt);
  useOnReaching(left, 60, () => say(t('code.minuteLeft')));
  useOnReaching(left, 0, onExpired);
}
