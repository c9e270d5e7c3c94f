import type { JSX } from 'preact';
import { timeOfDay } from '../../shared/clock.ts';
import { Screen } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import { clockIcon } from '../../shared/stepIcons.ts';

/** Too many starts from one network: when to come back, as a time on the clock. */
export function Wait({ until }: { until: number }): JSX.Element {
  const { t, language } = useTexts();
  const controller = useController();
  const time = timeOfDay(until, language);
  return (
    <Screen title={t('wait.title', { time })} lead={t('wait.lead', { time })} medal={{ icon: clockIcon, calm: true }}>
      <p class="soft">{t('wait.more')}</p>
      <div class="actions">
        <button class="btn primary" type="button" onClick={() => controller.restart(controller.user)}>{t('wait.retry')}</button>
        <a class="btn quiet" href="#help">{t('page.contactHelp')}</a>
      </div>
    </Screen>
  );
}
