import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { OFFLINE, type Outcome, type Trouble } from '../shared/api.ts';
import type { Portal, Registration, SessionInfo } from '../shared/generated/api.ts';
import { TroubleNotice } from '../shared/parts.tsx';
import { useTexts } from '../shared/texts.ts';
import { loadLater, useLater } from './load.ts';
import { usePart } from './part.ts';
import { RegisteringContext } from './registration/context.ts';
import { SecurityInfo } from './screens/SecurityInfo.tsx';
import { useServer } from './server.ts';
import { useToast } from './Toast.tsx';
import { useLoaded } from './useLoaded.ts';

/** The parts with a tab. Everything else is one task on a page of its own. */
const TABS = [['', 'security.title'], ['password', 'account.password'], ['activity', 'account.activity']] as const;

interface PartsProps {
  readonly portal: Portal;
  readonly session: SessionInfo;
}

/** One part of the account at a time. */
export function Parts({ portal, session }: PartsProps): JSX.Element {
  const part = usePart();
  const place = `${part.name}/${part.about}`;
  const { registration, trouble, again, keep, take } = useRegistration();
  const stale = useStale(registration, place);
  const isTab = TABS.some(([name]) => name === part.name);
  const first = part.name === '';
  const { later, failed, again: fetchAgain } = useLater(!first);
  const announce = useToast();
  const arriving = useRef(true);
  useEffect(() => void (arriving.current = false), []);
  useEffect(() => void document.body.classList.toggle('wide', isTab), [isTab]);
  // What was done before is no longer news, and must not lie over the next button.
  useEffect(() => {
    if (!isTab) announce('');
  }, [isTab]);
  // The browser puts the focus on a page that has just come; after that the heading of each part takes it.
  const focus = arriving.current ? 'browser' : 'heading';

  return (
    <>
      {isTab && <Tabs at={part.name} />}
      <TroubleNotice trouble={failed ? OFFLINE : trouble} onRetry={() => (failed ? fetchAgain() : void again())} />
      {(!registration || !(first || later)) && !trouble && !failed && <div aria-busy="true" />}
      {registration && first && <SecurityInfo portal={portal} session={session} registration={registration} onChanged={keep} focus={focus} />}
      {registration && later && !first && (
        <RegisteringContext.Provider value={{ portal, session, registration, take, reload: again, needFresh: stale.set }}>
          <later.LaterPart key={place} part={part} stale={stale.is} focus={focus} />
        </RegisteringContext.Provider>
      )}
    </>
  );
}

function Tabs({ at }: { at: string }): JSX.Element {
  const { t } = useTexts();
  // What comes next is fetched when a finger or the focus is on its way to it.
  return (
    <nav class="tabs" aria-label={t('account.title')} onPointerEnter={() => void loadLater()} onFocusIn={() => void loadLater()}>
      {TABS.map(([name, text]) => <a key={name} href={`#${name}`} aria-current={name === at ? 'page' : undefined}>{t(text)}</a>)}
    </nav>
  );
}

interface Kept {
  readonly registration: Registration | undefined;
  readonly trouble: Trouble | undefined;
  readonly again: () => Promise<void>;
  readonly keep: (registration: Registration) => void;
  readonly take: (outcome: Outcome<Registration>) => Trouble | undefined;
}

/** What is on file: asked for on arrival, then kept as each change answers it. */
function useRegistration(): Kept {
  const server = useServer();
  const { answer, trouble, again } = useLoaded(server.registration);
  const [newest, setNewest] = useState<Registration>();
  useEffect(() => {
    if (answer) server.clock.sync(answer.now);
    setNewest(answer);
  }, [answer]);
  const keep = (registration: Registration): void => {
    server.clock.sync(registration.now);
    setNewest(registration);
  };
  const take: Kept['take'] = (outcome) => (outcome.ok ? void keep(outcome.answer) : outcome.trouble);
  return { registration: newest, trouble, again, keep, take };
}

/** Is the sign-in too old for a change? Judged on arrival at a place: whoever is in the middle of something is not thrown out by the clock. */
function useStale(registration: Registration | undefined, place: string): { readonly is: boolean; readonly set: () => void } {
  const server = useServer();
  const [refusedAt, setRefusedAt] = useState<string>();
  const onArrival = useMemo(() => registration !== undefined && Date.parse(registration.changeUntil) <= server.clock.now(), [place, registration === undefined]);
  return { is: onArrival || refusedAt === place, set: () => setRefusedAt(place) };
}
