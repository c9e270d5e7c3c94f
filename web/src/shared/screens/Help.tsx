import type { JSX } from 'preact';
import type { Portal } from '../generated/api.ts';
import { helpIcon } from '../icons.tsx';
import { Screen } from '../parts.tsx';
import { useTexts } from '../texts.ts';
import { ServiceDesk } from './ServiceDesk.tsx';

/** In front of whatever was on the screen, which stays as it was: leaving by the link or by the browser's Back returns to it. */
export function Help({ portal: { help } }: { portal: Portal }): JSX.Element {
  const { t } = useTexts();
  return (
    <Screen title={t('help.title')} lead={t('help.lead')} medal={{ icon: helpIcon, calm: true }}>
      <ServiceDesk help={help} />
      <div class="actions">
        {help.url && <a class="btn primary" href={help.url}>{t('help.page')}</a>}
        <a class={help.url ? 'btn quiet' : 'btn primary'} href="#">{t('help.back')}</a>
      </div>
    </Screen>
  );
}
