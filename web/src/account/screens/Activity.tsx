import type { JSX } from 'preact';
import type { ActivityEvent } from '../../shared/generated/api.ts';
import { Icon, helpIcon, infoIcon } from '../../shared/icons.tsx';
import { Notice, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { useServer } from '../server.ts';
import { useLoaded } from '../useLoaded.ts';
import { KINDS } from './kinds.ts';
import { When } from '../../shared/When.tsx';
import { Where } from './Where.tsx';

/** What happened to the account lately, newest first. */
export function Activity({ focus }: { focus: 'heading' | 'browser' }): JSX.Element {
  const { t, rich } = useTexts();
  const server = useServer();
  const { answer, trouble, again } = useLoaded(server.activity);
  const links = { password: <a href="#password">{t('activity.notYouPassword')}</a>, help: <a href="#help">{t('activity.notYouHelp')}</a> };
  return (
    <Screen title={t('activity.title')} lead={t('activity.lead')} focus={focus}>
      <TroubleNotice trouble={trouble} onRetry={() => void again()} />
      {!answer && !trouble && <div class="waiting" aria-busy="true" />}
      {answer?.events.length === 0 && <Notice icon={infoIcon} title={t('activity.none')}><p class="small">{t('activity.noneMore')}</p></Notice>}
      {answer && answer.events.length > 0 && (
        <>
          <Notice icon={helpIcon} title={t('activity.notYou')}><p class="small">{rich('activity.notYouMore', links)}</p></Notice>
          <ol class="items">{answer.events.map((event) => <Item key={event.id} event={event} now={Date.parse(answer.now)} />)}</ol>
        </>
      )}
    </Screen>
  );
}

function Item({ event: { kind, at, device, network }, now }: { event: ActivityEvent; now: number }): JSX.Element {
  const { t } = useTexts();
  const [icon, text] = KINDS[kind];
  return (
    <li class="item">
      <Icon of={icon} />
      <div>
        <h2>{t(text)}</h2>
        <small class="when"><When at={at} now={now} /></small>
        <Where device={device} network={network} />
      </div>
    </li>
  );
}
