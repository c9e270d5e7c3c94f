import { render, type ComponentType, type JSX } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { Frame } from './Frame.tsx';
import { Crash } from './screens/Crash.tsx';
import { Texts, TextsContext } from './texts.ts';
import { useUncaught } from './window.ts';

/** A portal, or, when something in it broke, a page that says so. Nothing is drawn then that may have caused it. */
function App({ of: Portal }: { of: ComponentType }): JSX.Element {
  const [broken] = useErrorBoundary();
  const uncaught = useUncaught();
  if (broken === undefined && !uncaught) return <Portal />;
  return (
    <TextsContext.Provider value={new Texts(document.documentElement.lang)}>
      <Frame portal={undefined} onLanguage={() => undefined}><Crash /></Frame>
    </TextsContext.Provider>
  );
}

/** Draws a portal in place of what the page held until its script came. */
export function show(portal: ComponentType): void {
  const root = document.getElementById('app');
  if (!root) return;
  root.replaceChildren();
  render(<App of={portal} />, root);
}
