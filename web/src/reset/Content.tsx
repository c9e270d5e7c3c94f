import type { JSX } from 'preact';
import { Unreachable } from '../shared/screens/Unreachable.tsx';
import { laterScreens } from './load.ts';
import { Identify } from './screens/Identify.tsx';
import { Off } from './screens/Off.tsx';
import type { State } from './state.ts';
import { screenKey } from './steps.ts';

/** The place the person is at. Each one has a component of its own. */
export function Content({ state: { place, portal } }: { state: State }): JSX.Element {
  const later = laterScreens();
  const waiting = <div aria-busy="true" />;
  if (place.at === 'unreachable') return <Unreachable trouble={place.trouble} />;
  if (place.at === 'loading' || !portal) return waiting;
  switch (place.at) {
    case 'identify':
      return <Identify portal={portal} user={place.user} first={place.captcha} back={place.back} />;
    case 'off':
      return <Off portal={portal} />;
    case 'step':
      return later ? <later.Step key={screenKey(place.step)} step={place.step} portal={portal} /> : waiting;
    case 'ended':
      return later ? <later.Ended ending={place.ending} /> : waiting;
    case 'wait':
      return later ? <later.Wait until={place.until} /> : waiting;
  }
}
