import type { JSX } from 'preact';
import type { Portal } from '../../shared/generated/api.ts';
import { Screen } from '../../shared/parts.tsx';
import { ServiceDesk } from '../../shared/screens/ServiceDesk.tsx';
import { clockIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';

/** Used already, too old, or never whole. */
export function LinkEnded({ portal }: { portal: Portal }): JSX.Element {
  const { t } = useTexts();
  return (
    <Screen title={t('notme.ended')} lead={t('notme.endedLead')} medal={{ icon: clockIcon, calm: true }}>
      <p>{t('notme.endedMore')}</p>
      <ServiceDesk help={portal.help} />
    </Screen>
  );
}
