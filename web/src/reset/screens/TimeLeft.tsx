import type { JSX } from 'preact';
import { asCountdown } from '../../shared/clock.ts';
import { useOnReaching, useSay, useSecondsUntil } from '../../shared/hooks.ts';
import { Notice } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import { clockIcon } from '../../shared/stepIcons.ts';

/** Watches the end of the attempt: silent until the last minute, then a countdown, then the page to start again. */
export function TimeLeft({ until }: { until: string }): JSX.Element | null {
  const { t } = useTexts();
  const controller = useController();
  const say = useSay();
  const left = useSecondsUntil(controller.clock, until);
  useOnReaching(left, 60, () => say(t('page.closingSpoken')));
  useOnReaching(left, 0, () => controller.expire());
  if (left > 60) return null;
  return (
    <Notice kind="warn" icon={clockIcon} title={t('page.closing', { left: asCountdown(left) })}>
      <p class="small">{t('page.closingMore')}</p>
    </Notice>
  );
}
