import type { JSX } from 'preact';
import type { Link } from '../../shared/generated/api.ts';
import { Screen } from '../../shared/parts.tsx';
import { doneIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';

/** Seen only while the next page takes its time. */
export function Going({ to, url }: { to: Link | undefined; url: string }): JSX.Element {
  const { t } = useTexts();
  const place = to?.label ?? t('signin.account');
  return (
    <Screen title={t('signin.going')} lead={t('signin.goingLead', { place })} medal={{ icon: doneIcon, calm: false }}>
      <a class="btn primary" href={url}>{t('signin.go')}</a>
    </Screen>
  );
}
