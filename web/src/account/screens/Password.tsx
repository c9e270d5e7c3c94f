import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon, pictureIcon } from '../../shared/icons.tsx';
import { Screen, TroubleNotice } from '../../shared/parts.tsx';
import { NewPassword } from '../../shared/password/NewPassword.tsx';
import { doneIcon, outIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import { useServer } from '../server.ts';
import { useLoaded } from '../useLoaded.ts';
import { When } from '../../shared/When.tsx';

interface PasswordProps {
  readonly user: string;
  readonly organisation: string;
  readonly focus: 'heading' | 'browser';
}

/** Change of the password by somebody who knows the current one. */
export function Password({ user, organisation, focus }: PasswordProps): JSX.Element {
  const { t, rich } = useTexts();
  const server = useServer();
  const { answer, trouble, again } = useLoaded(server.password);
  const [wrong, setWrong] = useState(false);
  const [done, setDone] = useState(false);
  if (done) return <Changed />;
  const changed = answer?.changedAt && <When at={answer.changedAt} now={server.clock.now()} />;
  return (
    <Screen title={t('change.title')} lead={changed ? rich('change.lead', { when: changed }) : t('change.leadShort')} wrong={wrong} focus={focus}>
      <TroubleNotice trouble={trouble} onRetry={() => void again()} />
      {!answer && !trouble && <div class="waiting" aria-busy="true" />}
      {answer && (
        <NewPassword user={user} organisation={organisation} rules={answer.rules} asksCurrent onWrong={setWrong}
          advise={(password, signal) => server.advice(password, signal)}
          save={async (password, current) => {
            const left = await server.changePassword(password, current);
            if (!left) setDone(true);
            return left;
          }} />
      )}
    </Screen>
  );
}

function Changed(): JSX.Element {
  const { t } = useTexts();
  return (
    <Screen title={t('change.done')} lead={t('change.doneLead')} medal={{ icon: doneIcon, calm: false }}>
      <ul class="next">
        <li><Icon of={pictureIcon} /><span>{t('change.update')}</span></li>
        <li><Icon of={outIcon} /><span>{t('change.signedOut')}</span></li>
      </ul>
      <a class="btn primary" href="#">{t('change.back')}</a>
    </Screen>
  );
}
