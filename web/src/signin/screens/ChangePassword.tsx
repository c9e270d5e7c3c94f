import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PasswordRules } from '../../shared/generated/api.ts';
import { Name, Screen } from '../../shared/parts.tsx';
import { NewPassword } from '../../shared/password/NewPassword.tsx';
import { useTexts } from '../../shared/texts.ts';
import { useController } from '../controller.ts';

interface ChangePasswordProps {
  readonly user: string;
  readonly rules: PasswordRules;
  readonly asksCurrent: boolean;
  readonly organisation: string;
}

/** The password was right, and has to be replaced before anything else. After a reload the page does not know it any more. */
export function ChangePassword({ user, rules, asksCurrent, organisation }: ChangePasswordProps): JSX.Element {
  const { t, rich } = useTexts();
  const controller = useController();
  const [wrong, setWrong] = useState(false);
  const notYou = <button class="link" type="button" onClick={() => void controller.beginAgain()}>{t('signin.notYou')}</button>;
  return (
    <Screen title={t('signin.change')} lead={<>{rich('signin.changeLead', { user: <Name>{user}</Name> })} {notYou}</>} wrong={wrong}
      focus={{ field: asksCurrent ? 'current' : 'pw' }}>
      <NewPassword user={user} organisation={organisation} rules={rules} asksCurrent={asksCurrent} onWrong={setWrong}
        advise={(password, signal) => controller.advice(password, signal)} save={(password, current) => controller.changePassword(password, current)} />
    </Screen>
  );
}
