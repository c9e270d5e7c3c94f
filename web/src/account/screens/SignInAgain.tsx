import type { JSX } from 'preact';
import { Screen } from '../../shared/parts.tsx';
import { appIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import { useRegistering } from '../registration/context.ts';
import { useServer } from '../server.ts';

/** Before a change the person shows that it is still them; then they come back to the same place. */
export function SignInAgain(): JSX.Element {
  const { t } = useTexts();
  const server = useServer();
  const { session } = useRegistering();
  return (
    <Screen title={t('fresh.title')} lead={t('fresh.lead')} medal={{ icon: appIcon, calm: true }}>
      <div class="actions">
        <button class="btn primary" type="button" onClick={() => void server.reauthenticate(session)}>{t('fresh.do')}</button>
        <a class="btn quiet" href="#">{t('change.back')}</a>
      </div>
    </Screen>
  );
}
