import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Portal } from './generated/api.ts';
import { offeredLanguages, useTexts } from './texts.ts';

interface FrameProps {
  readonly portal: Portal | undefined;
  readonly onLanguage: (language: string) => void;
  /** Stands beside the tenant's name. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What is around every screen: whose portal this is, help, privacy, language. */
export function Frame({ portal, onLanguage, aside, children }: FrameProps): JSX.Element {
  const { t } = useTexts();
  return (
    <>
      <header class="top">{portal && <Brand portal={portal} />}{aside}</header>
      <main class="page" id="main">{children}</main>
      <footer class="foot">
        <div>
          {portal && <a href="#help">{t('page.help')}</a>}
          {portal?.privacy && <a href={portal.privacy}>{t('page.privacy')}</a>}
        </div>
        {portal && <Language tags={portal.languages} onLanguage={onLanguage} />}
      </footer>
    </>
  );
}

function Brand({ portal: { tenant, signIn } }: { portal: Portal }): JSX.Element {
  const inner = (
    <>
      {tenant.logo ? <img src={tenant.logo} alt="" /> : <Mark />}
      {tenant.name}
    </>
  );
  return signIn ? <a class="brand" href={signIn.url}>{inner}</a> : <span class="brand">{inner}</span>;
}

/** Stands in for a tenant's logo: a key in the tenant's colour. */
const Mark = (): JSX.Element => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <rect class="mark" width="32" height="32" rx="9" />
    <path class="mark-on" d="M13.83 18.17 23 9m-3.7 3.7 3.2 3.2M15 21a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z" />
  </svg>
);

interface LanguageProps {
  readonly tags: readonly string[];
  readonly onLanguage: (language: string) => void;
}

/** A mouse or finger chooses at once. Arrow keys only look: then the button beside it changes the language. */
function Language({ tags, onLanguage }: LanguageProps): JSX.Element {
  const { t, language } = useTexts();
  const [looked, setLooked] = useState(language);
  const byPointer = useRef(false);
  useEffect(() => setLooked(language), [language]);
  const choose = (chosen: string): void => {
    setLooked(chosen);
    if (byPointer.current) onLanguage(chosen);
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); onLanguage(looked); }}>
      <label class="vh" for="lang">{t('page.language')}</label>
      <select id="lang" value={looked} onPointerDown={() => { byPointer.current = true; }} onKeyDown={() => { byPointer.current = false; }}
        onChange={(event) => choose(event.currentTarget.value)}>
        {offeredLanguages(tags).map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
      </select>
      <button class={looked === language ? 'btn vh' : 'btn'}>{t('page.changeLanguage')}</button>
    </form>
  );
}
