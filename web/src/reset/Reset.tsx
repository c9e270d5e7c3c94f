import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import { InFrontContext, SayContext } from '../shared/hooks.ts';
import { Texts, TextsContext, pickLanguage } from '../shared/texts.ts';
import { Content } from './Content.tsx';
import { Controller, ControllerContext } from './controller.ts';
import { Frame } from './Frame.tsx';
import { Help } from './screens/Help.tsx';
import { START, reduce } from './state.ts';
import { useHash } from './window.ts';

const asked = new URLSearchParams(location.search);
const wishes = { user: asked.get('user') ?? '', returnTo: asked.get('return') ?? undefined };

/** The whole portal: one tenant, one language, one place on the screen. */
export function Reset(): JSX.Element {
  const [state, tell] = useReducer(reduce, START);
  const [language, setLanguage] = useState(() => pickLanguage([asked.get('lang'), ...navigator.languages]));
  const [said, say] = useState('');
  const controller = useMemo(() => new Controller(tell, wishes), []);
  const texts = useMemo(() => new Texts(language), [language]);
  const help = useHash() === '#help' && state.portal !== undefined;

  useEffect(() => void controller.open(asked.get('lang') ?? undefined), []);
  // A language that the tenant does not offer gives way to the one that the server chose.
  useEffect(() => {
    if (state.portal && !state.portal.languages.includes(language)) setLanguage(pickLanguage([state.portal.language]));
  }, [state.portal]);
  useEffect(() => {
    document.documentElement.lang = texts.language;
    document.documentElement.dir = texts.direction;
  }, [texts]);

  const changeLanguage = useCallback((chosen: string) => {
    setLanguage(chosen);
    asked.set('lang', chosen);
    history.replaceState(history.state, '', `?${asked.toString()}${location.hash}`);
    void controller.translate(chosen);
  }, []);

  return (
    <TextsContext.Provider value={texts}>
      <ControllerContext.Provider value={controller}>
        <SayContext.Provider value={say}>
          <Frame portal={state.portal} onLanguage={changeLanguage}>
            <InFrontContext.Provider value={!help}>
              <div hidden={help}><Content state={state} /></div>
            </InFrontContext.Provider>
            {help && state.portal && <Help portal={state.portal} />}
          </Frame>
          <div class="vh" role="status">{said}</div>
        </SayContext.Provider>
      </ControllerContext.Provider>
    </TextsContext.Provider>
  );
}
