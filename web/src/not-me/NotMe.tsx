import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { call, type Outcome } from '../shared/api.ts';
import { ServerClock } from '../shared/clock.ts';
import type { NotMe as About, Portal } from '../shared/generated/api.ts';
import { fetchPortal } from '../shared/portal.ts';
import { Shell } from '../shared/Shell.tsx';
import { Unreachable } from '../shared/screens/Unreachable.tsx';
import { addTexts } from '../shared/texts.ts';
import en from '../shared/texts/notme/en.json';
import nl from '../shared/texts/notme/nl.json';
import enWhen from '../shared/texts/when/en.json';
import nlWhen from '../shared/texts/when/nl.json';
import { asked } from '../shared/window.ts';
import { Ask } from './screens/Ask.tsx';
import { Frozen } from './screens/Frozen.tsx';
import { LinkEnded } from './screens/LinkEnded.tsx';

addTexts({ en, nl });
addTexts({ en: enWhen, nl: nlWhen });

/** A handle is 128 bits in base64url. Browsers do not send what is after #, so it stands in no log. */
const HANDLE = /^#([\w-]{22})$/;
const ENDED: Outcome<About> = { ok: false, trouble: { code: 'link_ended', status: 410 } };

/** What a link "this was not me" is about. Looking changes nothing; only the button does. */
export function NotMe(): JSX.Element {
  const clock = useMemo(() => new ServerClock(), []);
  // Read once: help is shown by another #.
  const handle = useMemo(() => HANDLE.exec(location.hash)?.[1] ?? '', []);
  const [portal, setPortal] = useState<Outcome<Portal>>();
  const [about, setAbout] = useState<Outcome<About>>();
  const fetchAll = (lang: string | undefined): void => void fetchPortal(clock, { lang, returnTo: undefined }).then(setPortal);
  useEffect(() => {
    fetchAll(asked.get('lang') ?? undefined);
    if (handle) void call('GET /not-me', undefined, { notice: handle }).then(setAbout);
    else setAbout(ENDED);
  }, []);
  return (
    <Shell portal={portal?.ok ? portal.answer : undefined} onLanguage={fetchAll}>
      <Content portal={portal} about={about} handle={handle} onFrozen={(answer) => setAbout({ ok: true, answer })} onEnded={() => setAbout(ENDED)} />
    </Shell>
  );
}

interface ContentProps {
  readonly portal: Outcome<Portal> | undefined;
  readonly about: Outcome<About> | undefined;
  readonly handle: string;
  readonly onFrozen: (about: About) => void;
  readonly onEnded: () => void;
}

function Content({ portal, about, handle, onFrozen, onEnded }: ContentProps): JSX.Element {
  if (!portal || !about) return <div aria-busy="true" />;
  if (!portal.ok) return <Unreachable trouble={portal.trouble} />;
  if (!about.ok) return about.trouble.code === 'link_ended' ? <LinkEnded portal={portal.answer} /> : <Unreachable trouble={about.trouble} />;
  return about.answer.frozen ? <Frozen portal={portal.answer} /> : <Ask about={about.answer} handle={handle} onFrozen={onFrozen} onEnded={onEnded} />;
}
