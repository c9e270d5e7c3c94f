/** Every part of the account but the first, with its texts: fetched when it is wanted. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Screen } from '../shared/parts.tsx';
import { addTexts, useTexts } from '../shared/texts.ts';
import enPassword from '../shared/texts/password/en.json';
import nlPassword from '../shared/texts/password/nl.json';
import enProof from '../shared/texts/proof/en.json';
import nlProof from '../shared/texts/proof/nl.json';
import en from '../shared/texts/parts/en.json';
import nl from '../shared/texts/parts/nl.json';
import type { Part } from './part.ts';
import { useRegistering } from './registration/context.ts';
import { Onward } from './registration/Onward.tsx';
import { Register } from './registration/Register.tsx';
import { taskAt } from './registration/task.ts';
import { Activity } from './screens/Activity.tsx';
import { AddMethod } from './screens/AddMethod.tsx';
import { ChangeMethod } from './screens/ChangeMethod.tsx';
import { Frozen } from './screens/Frozen.tsx';
import { Password } from './screens/Password.tsx';
import { RemoveMethod } from './screens/RemoveMethod.tsx';
import { SignInAgain } from './screens/SignInAgain.tsx';

addTexts({ en, nl });
addTexts({ en: enProof, nl: nlProof });
addTexts({ en: enPassword, nl: nlPassword });

interface LaterProps {
  readonly part: Part;
  /** Is the sign-in too old for a change? */
  readonly stale: boolean;
  readonly focus: 'heading' | 'browser';
}

export function LaterPart({ part, stale, focus }: LaterProps): JSX.Element {
  const { session, portal, registration } = useRegistering();
  if (part.name === 'password') return <Password user={session.user} organisation={portal.tenant.name} focus={focus} />;
  if (part.name === 'activity') return <Activity focus={focus} />;
  if (registration.frozenAt) return <FrozenAccount at={registration.frozenAt} />;
  if (stale && !(part.name === 'register' && registration.interrupt !== 'register')) return <SignInAgain />;
  return part.name === 'register' ? <Register /> : <Change part={part} />;
}

/** A change of one method. What is not there any more leads back to the list. */
function Change({ part: { name, about } }: { part: Part }): JSX.Element {
  const { registration } = useRegistering();
  const task = taskAt(name, about, registration);
  const method = registration.methods.find(({ id }) => id === about);
  if (name === 'add' && about === '' && registration.toSetUp.length > 0) return <AddMethod />;
  if (name === 'remove' && method && !method.managed) return <RemoveMethod method={method} />;
  return task ? <ChangeMethod task={task} /> : <ToTheList />;
}

function ToTheList(): JSX.Element {
  useEffect(() => location.replace('#'), []);
  return <div aria-busy="true" />;
}

function FrozenAccount({ at }: { at: string }): JSX.Element {
  const { t } = useTexts();
  const { portal } = useRegistering();
  return (
    <Screen title={t('frozen.title')}>
      <Frozen at={at} />
      <Onward portal={portal} />
    </Screen>
  );
}
