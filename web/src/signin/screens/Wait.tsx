import type { JSX } from 'preact';
import { timeOfDay } from '../../shared/clock.ts';
import { Screen } from '../../shared/parts.tsx';
import { clockIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import { useController } from '../controller.ts';

/** Too many refused sign-ins from one network: when to come back, as a time on the clock. */
export function Wait({ until }: { until: number }): JSX.Element {
  const { t, language } = useTexts();
  const controller = useController();
  const time = timeOfDay(until, language);
  return (
    <Screen title={t('signin.wait', { time })} lead={t('signin.waitLead', { time })} medal={{ icon: clockIcon, calm: true }}>
      <p class="soft">{t('signin.waitMore')}</p>
      <div class="actions">
        <button class="btn primary" type="button" onClick={() => controller.credentials(undefined, true)}>{t('trouble.retry')}</button>
        <a class="btn quiet" href="#help">{t('page.contactHelp')}</a>
      </div>
    </Screen>
  );
}
