import type { JSX } from 'preact';
import type { Portal } from '../../shared/generated/api.ts';
import { Icon, alertIcon } from '../../shared/icons.tsx';
import { Screen } from '../../shared/parts.tsx';
import { ServiceDesk } from '../../shared/screens/ServiceDesk.tsx';
import { appIcon, keyIcon, outIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';

/** What has been done, and who can open the account again. No password form: whoever reads an old mailbox may be the thief. */
export function Frozen({ portal }: { portal: Portal }): JSX.Element {
  const { t } = useTexts();
  return (
    <Screen title={t('notme.frozen')} lead={t('notme.frozenLead')} medal={{ icon: appIcon, calm: false }}>
      <ul class="next">
        <li><Icon of={outIcon} /><span>{t('notme.signedOut')}</span></li>
        <li><Icon of={keyIcon} /><span>{t('notme.paused')}</span></li>
        <li><Icon of={alertIcon} /><span>{t('notme.aside')}</span></li>
      </ul>
      <p>{t('notme.backIn')}</p>
      <ServiceDesk help={portal.help} />
    </Screen>
  );
}
