import type { JSX } from 'preact';
import { Icon, pictureIcon } from '../../shared/icons.tsx';
import { Screen } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import type { CompletedStep } from '../steps.ts';
import { doneIcon, mailIcon, outIcon } from '../../shared/stepIcons.ts';

export function Completed({ step: { outcome, signIn, returnTo } }: { step: CompletedStep }): JSX.Element {
  const { t } = useTexts();
  const changed = outcome === 'reset';
  return (
    <Screen title={t(changed ? 'done.title' : 'done.unlockedTitle')} lead={t(changed ? 'done.lead' : 'done.unlockedLead')}
      medal={{ icon: doneIcon, calm: false }}>
      {changed && (
        <ul class="next">
          <li><Icon of={pictureIcon} /><span>{t('done.update')}</span></li>
          <li><Icon of={outIcon} /><span>{t('done.signedOut')}</span></li>
          <li><Icon of={mailIcon} /><span>{t('done.notified')}</span></li>
        </ul>
      )}
      <div class="actions">
        {signIn && <a class="btn primary" href={signIn.url}>{signIn.label || t('done.signIn')}</a>}
        {returnTo && <a class={signIn ? 'btn quiet' : 'btn primary'} href={returnTo.url}>{t('done.back', { place: returnTo.label })}</a>}
      </div>
    </Screen>
  );
}
