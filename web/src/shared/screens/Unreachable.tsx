import type { JSX } from 'preact';
import type { Trouble } from '../api.ts';
import { againIcon } from '../icons.tsx';
import { Screen, explain } from '../parts.tsx';
import { useTexts } from '../texts.ts';

/** The first answer did not come: there is nothing to show but the way to try again. */
export function Unreachable({ trouble }: { trouble: Trouble }): JSX.Element {
  const { t, language } = useTexts();
  return (
    <Screen title={t('unreachable.title')} lead={t(...explain(trouble, language))} medal={{ icon: againIcon, calm: true }}>
      <button class="btn primary" type="button" onClick={() => location.reload()}>{t('trouble.retry')}</button>
    </Screen>
  );
}
