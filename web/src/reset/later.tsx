/** Every screen after the first question, with its texts: fetched while people type their user ID, so that the first load stays small. */
import type { JSX } from 'preact';
import type { Portal } from '../shared/generated/api.ts';
import { addTexts } from '../shared/texts.ts';
import enHints from '../shared/texts/hints/en.json';
import nlHints from '../shared/texts/hints/nl.json';
import en from '../shared/texts/later/en.json';
import nl from '../shared/texts/later/nl.json';
import enPassword from '../shared/texts/password/en.json';
import nlPassword from '../shared/texts/password/nl.json';
import enProof from '../shared/texts/proof/en.json';
import nlProof from '../shared/texts/proof/nl.json';
import { AnswerQuestions } from './screens/AnswerQuestions.tsx';
import { ChooseMethod } from './screens/ChooseMethod.tsx';
import { ChooseNeed } from './screens/ChooseNeed.tsx';
import { Completed } from './screens/Completed.tsx';
import { ConfirmCall } from './screens/ConfirmCall.tsx';
import { EnterCode } from './screens/EnterCode.tsx';
import { Refused } from './screens/Refused.tsx';
import { SetPassword } from './screens/SetPassword.tsx';
import { TimeLeft } from './screens/TimeLeft.tsx';
import { Writing } from './screens/Writing.tsx';
import type { ResetStep } from './steps.ts';

export { Ended } from './screens/Ended.tsx';
export { Wait } from './screens/Wait.tsx';

addTexts({ en, nl });
addTexts({ en: enHints, nl: nlHints });
addTexts({ en: enPassword, nl: nlPassword });
addTexts({ en: enProof, nl: nlProof });

export function Step({ step, portal }: { step: ResetStep; portal: Portal }): JSX.Element {
  return (
    <>
      {!isOver(step) && <TimeLeft until={step.expiresAt} />}
      <Form step={step} portal={portal} />
    </>
  );
}

/** Nothing can be done any more that would have to be done in time. */
const isOver = ({ kind }: ResetStep): boolean => kind === 'writing' || kind === 'completed' || kind === 'refused';

/** One component for each kind of step. */
function Form({ step, portal }: { step: ResetStep; portal: Portal }): JSX.Element {
  switch (step.kind) {
    case 'choose_need':
      return <ChooseNeed />;
    case 'choose_method':
      return <ChooseMethod step={step} />;
    case 'enter_code':
      return <EnterCode step={step} organisation={portal.tenant.name} />;
    case 'confirm_call':
      return <ConfirmCall step={step} />;
    case 'answer_questions':
      return <AnswerQuestions step={step} />;
    case 'set_password':
      return <SetPassword step={step} organisation={portal.tenant.name} />;
    case 'writing':
      return <Writing step={step} />;
    case 'completed':
      return <Completed step={step} />;
    case 'refused':
      return <Refused step={step} portal={portal} />;
  }
}
