import type { JSX } from 'preact';
import type { Portal } from '../../shared/generated/api.ts';
import { helpIcon } from '../../shared/icons.tsx';
import { Screen } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { ServiceDesk } from '../../shared/screens/ServiceDesk.tsx';

/** The tenant has switched resetting off: a fact about the tenant, so it is said openly. */
export function Off({ portal: { help, tenant, signIn } }: { portal: Portal }): JSX.Element {
  const { t } = useTexts();
  return (
    <Screen title={t('off.title')} lead={t('off.lead', { organisation: tenant.name })} medal={{ icon: helpIcon, calm: true }}>
      <ServiceDesk help={help} />
      <div class="actions">
        {help.url && <a class="btn primary" href={help.url}>{t('help.page')}</a>}
        {signIn && <a class="btn quiet" href={signIn.url}>{t('page.backToSignIn')}</a>}
      </div>
    </Screen>
  );
}
