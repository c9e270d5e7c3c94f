import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { Frame } from './Frame.tsx';
import type { Portal } from './generated/api.ts';
import { InFrontContext, SayContext } from './hooks.ts';
import { Help } from './screens/Help.tsx';
import { Texts, TextsContext, pickLanguage } from './texts.ts';
import { asked, useHash } from './window.ts';

interface ShellProps {
  readonly portal: Portal | undefined;
  /** Another language was chosen: the tenant's own words are to be asked for in it. */
  readonly onLanguage: (language: string) => void;
  /** What stands beside the tenant's name. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What every portal is drawn in: one tenant, one language, help in front of what goes on, and one voice for screen readers. */
export function Shell({ portal, onLanguage, aside, children }: ShellProps): JSX.Element {
  const [language, setLanguage] = useState(() => pickLanguage([asked.get('lang'), ...navigator.languages]));
  const [said, say] = useState('');
  const texts = useMemo(() => new Texts(language), [language]);
  const help = useHash() === '#help' && portal !== undefined;

  // A language that the tenant does not offer gives way to the one that the server chose.
  useEffect(() => {
    if (portal && !portal.languages.includes(language)) setLanguage(pickLanguage([portal.language]));
  }, [portal]);
  useEffect(() => {
    document.documentElement.lang = texts.language;
    document.documentElement.dir = texts.direction;
  }, [texts]);

  const changeLanguage = useCallback((chosen: string) => {
    setLanguage(chosen);
    asked.set('lang', chosen);
    history.replaceState(history.state, '', `?${asked.toString()}${location.hash}`);
    onLanguage(chosen);
  }, []);

  return (
    <TextsContext.Provider value={texts}>
      <SayContext.Provider value={say}>
        <Frame portal={portal} onLanguage={changeLanguage} aside={aside}>
          <InFrontContext.Provider value={!help}>
            <div hidden={help}>{children}</div>
          </InFrontContext.Provider>
          {help && portal && <Help portal={portal} />}
        </Frame>
        <div class="vh" role="status">{said}</div>
      </SayContext.Provider>
    </TextsContext.Provider>
  );
}
