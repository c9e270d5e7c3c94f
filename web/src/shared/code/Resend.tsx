import type { JSX } from 'preact';
import { asCountdown, type ServerClock } from '../clock.ts';
import type { MethodKind } from '../generated/api.ts';
import { useOnReaching, useSay, useSecondsUntil } from '../hooks.ts';
import { Notice } from '../parts.tsx';
import { mailIcon } from '../stepIcons.ts';
import { useTexts } from '../texts.ts';
import { speaks } from './again.ts';

interface ResendProps {
  readonly clock: ServerClock;
  readonly kind: MethodKind;
  readonly at: string;
  readonly busy: boolean;
  readonly onResend: () => void;
}

/** Waits with a countdown; it can be reached by keyboard meanwhile, and speaks when it can be used. */
export function Resend({ clock, kind, at, busy, onResend }: ResendProps): JSX.Element {
  const { t } = useTexts();
  const say = useSay();
  const { now, wait } = speaks(kind).again;
  const left = useSecondsUntil(clock, at);
  useOnReaching(left, 0, () => say(t('code.resendReady')));
  return (
    <>
      <button class="btn" type="button" aria-disabled={left > 0 ? 'true' : undefined} aria-busy={busy ? 'true' : undefined}
        aria-describedby="resend-note" onClick={() => left === 0 && onResend()}>
        {left > 0 ? t(wait, { left: asCountdown(left) }) : t(now)}
      </button>
      <p class="vh" id="resend-note">{t('code.resendNote')}</p>
    </>
  );
}

/** Says that the newest message counts: a live region, in the page from the start. */
export function Resent({ resent }: { resent: boolean }): JSX.Element {
  const { t } = useTexts();
  return <div role="status">{resent && <Notice kind="good" icon={mailIcon} title={t('code.resent')}><p class="small">{t('code.resentMore')}</p></Notice>}</div>;
}
