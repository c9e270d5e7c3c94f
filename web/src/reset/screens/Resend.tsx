import type { JSX } from 'preact';
import { asCountdown } from '../../shared/clock.ts';
import { useOnReaching, useSay, useSecondsUntil } from '../../shared/hooks.ts';
import { useTexts } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import type { Kind } from '../steps.ts';
import { METHODS } from './methods.ts';

interface ResendProps {
  readonly kind: Kind;
  readonly at: string;
  readonly busy: boolean;
  readonly onResend: () => void;
}

/** Waits with a countdown; it can be reached by keyboard meanwhile, and speaks when it can be used. */
export function Resend({ kind, at, busy, onResend }: ResendProps): JSX.Element {
  const { t } = useTexts();
  const say = useSay();
  const { now, wait } = METHODS[kind].again;
  const left = useSecondsUntil(useController().clock, at);
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
