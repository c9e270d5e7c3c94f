import type { JSX } from 'preact';
import { useEffect, useMemo, useReducer } from 'preact/hooks';
import { Shell } from '../shared/Shell.tsx';
import { Unreachable } from '../shared/screens/Unreachable.tsx';
import { addTexts } from '../shared/texts.ts';
import en from '../shared/texts/signin/en.json';
import nl from '../shared/texts/signin/nl.json';
import { addressOf, asked, useFreshPage } from '../shared/window.ts';
import { Controller, ControllerContext } from './controller.ts';
import { laterScreens } from './load.ts';
import { Credentials } from './screens/Credentials.tsx';
import { Going } from './screens/Going.tsx';
import { START, reduce, type Notice, type State } from './state.ts';

addTexts({ en, nl });

const NOTICES: readonly (string | null)[] = ['out', 'everywhere', 'ended', 'fresh'] satisfies Notice[];
const isNotice = (name: string | null): name is Notice => NOTICES.includes(name);
const notice = asked.get('notice');

const wishes = {
  user: asked.get('user') ?? '', returnTo: asked.get('return') ?? undefined,
  notice: isNotice(notice) ? notice : undefined, place: asked.get('place') ?? undefined,
};

/** The whole portal: one sign-in, one place on the screen. */
export function SignIn(): JSX.Element {
  const [state, tell] = useReducer(reduce, START);
  const controller = useMemo(() => new Controller(tell, wishes, { leave: (url) => location.replace(url), account: (returnTo) => addressOf('/account', { return: returnTo ?? '' }) }), []);
  useFreshPage();
  useEffect(() => void controller.open(asked.get('lang') ?? undefined), []);
  return (
    <Shell portal={state.portal} onLanguage={(chosen) => void controller.translate(chosen)}>
      <ControllerContext.Provider value={controller}>
        <Content state={state} />
      </ControllerContext.Provider>
    </Shell>
  );
}

/** The place the person is at. Each one has a component of its own. */
function Content({ state: { place, portal } }: { state: State }): JSX.Element {
  const later = laterScreens();
  const waiting = <div aria-busy="true" />;
  if (place.at === 'unreachable') return <Unreachable trouble={place.trouble} />;
  if (place.at === 'loading' || !portal) return waiting;
  switch (place.at) {
    case 'credentials':
      return <Credentials portal={portal} asked={place.user} notice={place.notice} back={place.back} />;
    case 'proof':
      return later ? <later.TypeCode user={place.user} proofs={place.proofs} organisation={portal.tenant.name} /> : waiting;
    case 'change':
      return later ? <later.ChangePassword user={place.user} rules={place.rules} asksCurrent={place.asksCurrent} organisation={portal.tenant.name} /> : waiting;
    case 'wait':
      return later ? <later.Wait until={place.until} /> : waiting;
    case 'going':
      return <Going to={place.to} url={place.url} />;
  }
}
