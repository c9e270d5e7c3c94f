import type { JSX } from 'preact';
import { call } from '../../shared/api.ts';
import type { NotMe } from '../../shared/generated/api.ts';
import { useSending } from '../../shared/hooks.ts';
import { infoIcon } from '../../shared/icons.tsx';
import { Notice, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts, type Key } from '../../shared/texts.ts';
import { When } from '../../shared/When.tsx';

const WHAT: Readonly<Record<NotMe['what'], Key>> = {
  method_added: 'notme.added', method_changed: 'notme.changed', method_removed: 'notme.removed', password_changed: 'notme.password',
};

interface AskProps {
  readonly about: NotMe;
  readonly handle: string;
  readonly onFrozen: (about: NotMe) => void;
  readonly onEnded: () => void;
}

/** What happened and when, and the one button that does something. */
export function Ask({ about: { what, happenedAt, expiresAt, now }, handle, onFrozen, onEnded }: AskProps): JSX.Element {
  const { t, rich } = useTexts();
  const { busy, trouble, send, retry } = useSending();
  const at = Date.parse(now);
  const freeze = (event: Event): void => {
    event.preventDefault();
    send('freeze', async () => {
      const outcome = await call('POST /not-me', { token: handle });
      if (outcome.ok) return void onFrozen(outcome.answer);
      return outcome.trouble.code === 'link_ended' ? void onEnded() : outcome.trouble;
    });
  };
  return (
    <Screen title={t('notme.title')} lead={t('notme.lead')} focus="browser">
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <dl class="facts">
        <div><dt>{t('notme.what')}</dt><dd>{t(WHAT[what])}</dd></div>
        <div><dt>{t('notme.when')}</dt><dd class="when"><When at={happenedAt} now={at} /></dd></div>
      </dl>
      <Notice icon={infoIcon} title={t('notme.ifNot')}><p class="small">{t('notme.ifNotMore')}</p></Notice>
      <form class="actions" onSubmit={freeze}>
        <button class="btn danger" aria-busy={busy ? 'true' : undefined} aria-describedby="until">{t('notme.freeze')}</button>
      </form>
      <p class="hint" id="until">{rich('notme.until', { when: <When at={expiresAt} now={at} /> })}</p>
    </Screen>
  );
}
