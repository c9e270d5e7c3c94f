import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Outcome } from '../shared/api.ts';
import type { Portal, SessionInfo } from '../shared/generated/api.ts';
import { useSending } from '../shared/hooks.ts';
import { Icon } from '../shared/icons.tsx';
import { TroubleNotice } from '../shared/parts.tsx';
import { Shell } from '../shared/Shell.tsx';
import { Unreachable } from '../shared/screens/Unreachable.tsx';
import { outIcon } from '../shared/stepIcons.ts';
import { addTexts, useTexts } from '../shared/texts.ts';
import en from '../shared/texts/account/en.json';
import nl from '../shared/texts/account/nl.json';
import enPassword from '../shared/texts/password/en.json';
import nlPassword from '../shared/texts/password/nl.json';
import { asked, useFreshPage, useHash } from '../shared/window.ts';
import { Activity } from './screens/Activity.tsx';
import { Overview } from './screens/Overview.tsx';
import { Password } from './screens/Password.tsx';
import { Server, ServerContext } from './server.ts';
import { ToastContext, useToaster } from './Toast.tsx';

addTexts({ en, nl });
addTexts({ en: enPassword, nl: nlPassword });

/** The parts of the account, by the address after #. */
const TABS = [['', 'account.overview'], ['#password', 'account.password'], ['#activity', 'account.activity']] as const;

/** The whole portal: a person who is signed in, and one part of their account at a time. */
export function Account(): JSX.Element {
  const server = useMemo(() => new Server((url) => location.assign(url)), []);
  const [opened, setOpened] = useState<Outcome<{ portal: Portal; session: SessionInfo }>>();
  const [toast, announce] = useToaster();
  const out = useSending();
  const found = opened?.ok ? opened.answer : undefined;
  useFreshPage();
  useEffect(() => void server.open(asked.get('lang') ?? undefined).then(setOpened), []);
  const translate = async (lang: string): Promise<void> => {
    const portal = await server.portal(lang);
    if (portal.ok && found) setOpened({ ok: true, answer: { ...found, portal: portal.answer } });
  };

  return (
    <Shell portal={found?.portal} onLanguage={(chosen) => void translate(chosen)}
      aside={found && <SignOut busy={out.busy !== undefined} onPress={() => out.send('out', () => server.signOut())} />}>
      <ServerContext.Provider value={server}>
        <ToastContext.Provider value={announce}>
          <TroubleNotice trouble={out.trouble} onRetry={out.retry} />
          {opened?.ok === false && <Unreachable trouble={opened.trouble} />}
          {!opened && <div aria-busy="true" />}
          {found && <Parts {...found} />}
        </ToastContext.Provider>
      </ServerContext.Provider>
      {toast}
    </Shell>
  );
}

function SignOut({ busy, onPress }: { busy: boolean; onPress: () => void }): JSX.Element {
  const { t } = useTexts();
  return <button class="btn quiet" type="button" aria-busy={busy ? 'true' : undefined} onClick={onPress}><Icon of={outIcon} class="i-s" />{t('account.signOut')}</button>;
}

function Parts({ portal, session }: { portal: Portal; session: SessionInfo }): JSX.Element {
  const { t } = useTexts();
  const at = usePart();
  const first = useRef(true);
  useEffect(() => void (first.current = false), []);
  // The browser puts the focus on a page that has just come; after that the heading of each part takes it.
  const focus = first.current ? 'browser' : 'heading';
  return (
    <>
      <nav class="tabs" aria-label={t('account.title')}>
        {TABS.map(([hash, name]) => <a key={hash} href={hash || '#'} aria-current={hash === at ? 'page' : undefined}>{t(name)}</a>)}
      </nav>
      {at === '#password' ? <Password user={session.user} organisation={portal.tenant.name} focus={focus} />
        : at === '#activity' ? <Activity focus={focus} />
        : <Overview session={session} focus={focus} />}
    </>
  );
}

/** The part that the address names. While help is in front of it, it stays. */
function usePart(): string {
  const hash = useHash();
  const part = useRef('');
  if (hash !== '#help') part.current = TABS.some(([name]) => name === hash) ? hash : '';
  return part.current;
}
