import type { JSX } from 'preact';
import { againIcon } from '../icons.tsx';
import { Screen } from '../parts.tsx';
import { useTexts } from '../texts.ts';

/** Our own mistake. A reload goes on with the step the attempt is at. */
export function Crash(): JSX.Element {
  const { t } = useTexts();
  return (
    <Screen title={t('crash.title')} lead={t('crash.lead')} medal={{ icon: againIcon, calm: true }}>
      <button class="btn primary" type="button" onClick={() => location.reload()}>{t('crash.reload')}</button>
    </Screen>
  );
}
