import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Session } from '../../shared/generated/api.ts';
import { useSending } from '../../shared/hooks.ts';
import { Icon, pictureIcon } from '../../shared/icons.tsx';
import { TroubleNotice } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { useServer } from '../server.ts';
import { useToast } from '../Toast.tsx';
import { useLoaded } from '../useLoaded.ts';
import { deviceText } from './device.ts';
import { When } from '../../shared/When.tsx';
import { Where } from './Where.tsx';

/** Where the person is signed in: one item a browser, and the ways to end some of it. */
export function Sessions(): JSX.Element {
  const { t } = useTexts();
  const server = useServer();
  const announce = useToast();
  const heading = useRef<HTMLHeadingElement>(null);
  const { answer, trouble: notLoaded, again } = useLoaded(server.sessions);
  const { busy, trouble, send, retry } = useSending();
  const others = answer?.sessions.some(({ current }) => !current) ?? false;

  /** What was pressed is gone afterwards, so the heading above it takes the focus. */
  const ended = async (said: string): Promise<undefined> => {
    await again();
    announce(said);
    heading.current?.focus();
  };
  const end = (session: Session): void => send(session.id, async () =>
    (await server.endSession(session.id)) ?? ended(t('sessions.ended', { device: t(...deviceText(session.device)) })));
  const endOthers = (): void => send('others', async () => (await server.endSessions('others')) ?? ended(t('sessions.endedOthers')));
  const endAll = (): void => send('all', () => server.endSessions('all'));

  return (
    <>
      <section class="card" aria-labelledby="sessions">
        <div class="head">
          <h2 id="sessions" tabIndex={-1} ref={heading}>{t('sessions.title')}</h2>
          <p>{t('sessions.lead')}</p>
        </div>
        <TroubleNotice trouble={notLoaded ?? trouble} onRetry={notLoaded ? () => void again() : retry} />
        <ul class="items" aria-busy={answer || notLoaded ? undefined : 'true'}>
          {answer?.sessions.map((session) => (
            <Item key={session.id} session={session} now={Date.parse(answer.now)} busy={busy === session.id} onEnd={() => end(session)} />
          ))}
        </ul>
      </section>
      <section class="card tight" aria-labelledby="lost">
        <h2 id="lost">{t('sessions.lost')}</h2>
        <p class="soft">{t('sessions.lostMore')}</p>
        <div class="row">
          {others && <button class="btn" type="button" aria-busy={busy === 'others' ? 'true' : undefined} onClick={endOthers}>{t('sessions.endOthers')}</button>}
          <button class="btn" type="button" aria-busy={busy === 'all' ? 'true' : undefined} onClick={endAll}>{t('sessions.endAll')}</button>
        </div>
      </section>
    </>
  );
}

interface ItemProps {
  readonly session: Session;
  readonly now: number;
  readonly busy: boolean;
  readonly onEnd: () => void;
}

function Item({ session: { current, device, network, signedInAt, lastSeenAt }, now, busy, onEnd }: ItemProps): JSX.Element {
  const { t, rich } = useTexts();
  const name = t(...deviceText(device));
  return (
    <li class="item">
      <Icon of={pictureIcon} />
      <div>
        <h3>{name}{current && <span class="badge good">{t('sessions.current')}</span>}</h3>
        <Where network={network} />
        <small>{rich('sessions.since', { when: <When at={signedInAt} now={now} /> })}</small>
        {!current && <small>{rich('sessions.seen', { when: <When at={lastSeenAt} now={now} /> })}</small>}
      </div>
      {!current && (
        <div class="btns">
          <button class="btn quiet" type="button" aria-busy={busy ? 'true' : undefined} onClick={onEnd}>
            {t('account.signOut')}<span class="vh">{t('sessions.endWhat', { device: name })}</span>
          </button>
        </div>
      )}
    </li>
  );
}
