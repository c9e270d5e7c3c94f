import type { JSX } from 'preact';
import { alertIcon } from '../../shared/icons.tsx';
import { Notice } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { useServer } from '../server.ts';
import { When } from '../../shared/When.tsx';

/** Somebody said "this was not me": what that means, and who can end it. */
export function Frozen({ at }: { at: string }): JSX.Element {
  const { t, rich } = useTexts();
  const now = useServer().clock.now();
  return (
    <Notice kind="bad" icon={alertIcon} title={t('security.frozen')}>
      <p class="small">{rich('security.frozenMore', { when: <When at={at} now={now} /> })}</p>
      <p class="small">{rich('security.frozenDo', { help: <a href="#help">{t('security.frozenHelp')}</a> })}</p>
    </Notice>
  );
}
