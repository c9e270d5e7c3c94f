import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
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
import enWhen from '../shared/texts/when/en.json';
import nlWhen from '../shared/texts/when/nl.json';
import enHints from '../shared/texts/hints/en.json';
import nlHints from '../shared/texts/hints/nl.json';
import { asked, useFreshPage } from '../shared/window.ts';
import { Parts } from './Parts.tsx';
import { Server, ServerContext } from './server.ts';
import { ToastContext, useToaster } from './Toast.tsx';

addTexts({ en, nl });
addTexts({ en: enWhen, nl: nlWhen });
addTexts({ en: enHints, nl: nlHints });

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
