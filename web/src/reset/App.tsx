import type { JSX } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { Texts, TextsContext } from '../shared/texts.ts';
import { Frame } from './Frame.tsx';
import { Reset } from './Reset.tsx';
import { Crash } from './screens/Crash.tsx';
import { useUncaught } from './window.ts';

/** The portal, or, when something in it broke, a page that says so. Nothing is drawn then that may have caused it. */
export function App(): JSX.Element {
  const [broken] = useErrorBoundary();
  const uncaught = useUncaught();
  if (broken === undefined && !uncaught) return <Reset />;
  return (
    <TextsContext.Provider value={new Texts(document.documentElement.lang)}>
      <Frame portal={undefined} onLanguage={() => undefined}><Crash /></Frame>
    </TextsContext.Provider>
  );
}
