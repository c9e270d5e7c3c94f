import type { JSX } from 'preact';
import { Icon, alertIcon } from '../../shared/icons.tsx';
import { Notice } from '../../shared/parts.tsx';
import { clockIcon, doneIcon } from '../../shared/stepIcons.ts';
import { useTexts, type Key } from '../../shared/texts.ts';
import type { CodeMethod, ConfirmCallStep, EnterCodeStep, MessageState } from '../steps.ts';

type Texts = Readonly<Record<MessageState, Key>>;
const SENT: Texts = {
  waiting: 'told.sending', sent: 'told.sent', delivered: 'told.delivered', busy: 'told.undelivered', no_answer: 'told.undelivered',
  failed: 'told.undelivered',
};
const CALLED: Texts = {
  waiting: 'told.calling', sent: 'told.called', delivered: 'told.answered', busy: 'told.busy', no_answer: 'told.noAnswer', failed: 'told.unreached',
};
const REACHED: readonly MessageState[] = ['waiting', 'sent', 'delivered'];

interface ToldProps {
  readonly step: EnterCodeStep | ConfirmCallStep;
  readonly onAnother: () => void;
}

/** Nothing more will be heard of the message. */
export const isSettled = (message: MessageState | undefined): boolean => message !== 'waiting' && message !== 'sent';
const isCall = (kind: CodeMethod['kind']): boolean => kind === 'voice_mobile' || kind === 'voice_office';

/** What became of the message with the code, where that may be told: a live region, in the page from the start. */
export function Told({ step: { method, message }, onAnother }: ToldProps): JSX.Element {
  const { t } = useTexts();
  if (!message) return <div role="status" />;
  const called = isCall(method.kind);
  const text = t((called ? CALLED : SENT)[message]);
  return (
    <div role="status">
      {REACHED.includes(message)
        ? <p class="small told"><Icon of={message === 'waiting' ? clockIcon : doneIcon} class="i-s" />{text}</p>
        : (
          <Notice kind="warn" icon={alertIcon} title={text}>
            <p class="small">{t(called ? 'told.callAgain' : 'told.otherWay')}</p>
            <p><button class="btn" type="button" onClick={onAnother}>{t('code.another')}</button></p>
          </Notice>
        )}
    </div>
  );
}
