import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { call } from '../../shared/api.ts';
import type { Portal, RegisteredMethod, Registration, SessionInfo } from '../../shared/generated/api.ts';
import { useSending } from '../../shared/hooks.ts';
import { Icon, alertIcon } from '../../shared/icons.tsx';
import { Name, Notice, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { addIcon, appIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import { ITEMS } from '../items.ts';
import { useServer } from '../server.ts';
import { useToast } from '../Toast.tsx';
import { Frozen } from './Frozen.tsx';
import { Method } from './Method.tsx';
import { Sessions } from './Sessions.tsx';

interface SecurityInfoProps {
  readonly portal: Portal;
  readonly session: SessionInfo;
  readonly registration: Registration;
  readonly onChanged: (registration: Registration) => void;
  readonly focus: 'heading' | 'browser';
}

/** The ways a person can prove who they are, and where they are signed in. */
export function SecurityInfo({ portal, session: { user, displayName }, registration, onChanged, focus }: SecurityInfoProps): JSX.Element {
  const { t, rich } = useTexts();
  const named = displayName !== '' && displayName !== user;
  const places = { user: <Name>{user}</Name>, name: <strong>{displayName}</strong> };
  return (
    <Screen title={t('security.title')} lead={rich(named ? 'account.leadName' : 'account.lead', places)} focus={focus} framed={false}>
      {registration.frozenAt ? <Frozen at={registration.frozenAt} /> : <Enough registration={registration} organisation={portal.tenant.name} />}
      <Methods user={user} registration={registration} onChanged={onChanged} />
      <Sessions />
    </Screen>
  );
}

function Enough({ registration: { missing }, organisation }: { registration: Registration; organisation: string }): JSX.Element {
  const { t } = useTexts();
  if (missing === 0) return <Notice kind="good" icon={appIcon} title={t('security.enough')}><p class="small">{t('security.enoughMore')}</p></Notice>;
  return (
    <Notice kind="warn" icon={alertIcon} title={t('security.short', { missing })}>
      <p class="small">{t('security.shortMore', { organisation })}</p>
      <p><a class="btn" href="#register">{t('security.shortDo')}</a></p>
    </Notice>
  );
}

function Methods({ user, registration, onChanged }: Pick<SecurityInfoProps, 'registration' | 'onChanged'> & { user: string }): JSX.Element {
  const { t } = useTexts();
  const server = useServer();
  const announce = useToast();
  const heading = useRef<HTMLHeadingElement>(null);
  const { busy, trouble, send, retry } = useSending();
  const { methods, toSetUp, frozenAt } = registration;
  const prefer = (method: RegisteredMethod): void => send(method.id, async () => {
    const outcome = await server.ask(call('POST /account/methods/{method}/default', undefined, { params: { method: method.id } }));
    if (!outcome.ok && outcome.trouble.code === 'reauthentication_needed') return server.reauthenticate({ user });
    if (!outcome.ok) return outcome.trouble;
    onChanged(outcome.answer);
    announce(t('security.madeDefault', { what: t(ITEMS[method.item].name) }));
    heading.current?.focus();
    return undefined;
  });
  return (
    <section class="card" aria-labelledby="ways">
      <div class="row apart">
        <h2 id="ways" tabIndex={-1} ref={heading}>{t('security.ways')}</h2>
        {!frozenAt && toSetUp.length > 0 && <a class="btn" href="#add"><Icon of={addIcon} class="i-s" />{t('security.add')}</a>}
      </div>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      {methods.length === 0 ? <p class="soft">{t('security.none')}</p> : (
        <ul class="items">
          {methods.map((method) => (
            <Method key={method.id} method={method} all={methods} fixed={frozenAt !== undefined} busy={busy === method.id} onPrefer={() => prefer(method)} />
          ))}
        </ul>
      )}
    </section>
  );
}
