import type { JSX } from 'preact';
import { useEffect, useMemo, useReducer } from 'preact/hooks';
import { Shell } from '../shared/Shell.tsx';
import { addTexts } from '../shared/texts.ts';
import en from '../shared/texts/start/en.json';
import nl from '../shared/texts/start/nl.json';
import { asked } from '../shared/window.ts';
import { Content } from './Content.tsx';
import { Controller, ControllerContext } from './controller.ts';
import { START, reduce } from './state.ts';

addTexts({ en, nl });

const wishes = { user: asked.get('user') ?? '', returnTo: asked.get('return') ?? undefined };

/** The whole portal: one attempt, one place on the screen. */
export function Reset(): JSX.Element {
  const [state, tell] = useReducer(reduce, START);
  const controller = useMemo(() => new Controller(tell, wishes), []);
  useEffect(() => void controller.open(asked.get('lang') ?? undefined), []);
  return (
    <Shell portal={state.portal} onLanguage={(chosen) => void controller.translate(chosen)}>
      <ControllerContext.Provider value={controller}>
        <Content state={state} />
      </ControllerContext.Provider>
    </Shell>
  );
}
